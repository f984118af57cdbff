package dev.carillon.cli;

import dev.carillon.config.Durations;
import dev.carillon.top.Line;
import dev.carillon.top.NodeColumn;
import dev.carillon.top.Nodes;
import dev.carillon.top.View;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon top}: a live view of some nodes, from their metrics. */
@Command(
        name = "top",
        description = {
            "Shows one or several nodes live, from their metrics: connections, rates, delays, and quantities near a limit.",
            "",
            "CONNS: open WebSockets and event streams. FULL: their share of the most that the node accepts. PUB/s: publications"
                    + " that the node accepted. DELIV/s: frames for subscribers. P99: time from a publication to the"
                    + " write to its last subscriber. LATE: how much later than scheduled a loop runs a task (p99). CPU: 100%% is one"
                    + " processor. MEM: resident memory. Below the table: quantities near their limits, and why clients are"
                    + " refused or disconnected.",
            "",
            "On a terminal the view is redrawn until Ctrl-C; elsewhere each update prints one more table. NO_COLOR=1"
                    + " turns colours off."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it was stopped, or with --once at least one node answered",
            "1:with --once no node answered",
            "2:the command line is wrong"
        },
        footer = {"", "Example: ${COMMAND-FULL-NAME} --sort late 10.0.0.11:8081 10.0.0.12:8081"})
public final class Top implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration TURN = Duration.ofMillis(20);

    /** For output that is not a terminal: all columns fit. */
    private static final int PLAIN_COLUMNS = 100;

    @Spec
    private CommandSpec spec;

    // No converter: with one, picocli would take the first invalid value as the end of the list.
    @Parameters(
            arity = "0..*",
            paramLabel = "NODE",
            defaultValue = "http://127.0.0.1:8081",
            description = "The management port of a node, as host, host:port or URL (${DEFAULT-VALUE}).")
    private List<String> nodes;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            converter = Durations.class,
            defaultValue = "2s",
            description = "Time between two updates, at least 100ms (${DEFAULT-VALUE}).")
    private Duration interval;

    @Option(
            names = "--sort",
            paramLabel = "COLUMN",
            defaultValue = "CONNS",
            description = "Column to sort by, the largest first: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private NodeColumn sort;

    @Option(
            names = "--once",
            description = "Print one table without escape sequences, from two scrapes one second apart, and end.")
    private boolean once;

    private final Map<String, String> environment;
    private final boolean terminal;

    public Top() {
        this(System.getenv(), StandardStream.OUTPUT.isThere());
    }

    /**
     * @param terminal whether standard output is a terminal
     */
    Top(Map<String, String> environment, boolean terminal) {
        this.environment = environment;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (interval.compareTo(SHORTEST) < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--interval must be at least 100ms, was " + Durations.text(interval));
        }
        try (Nodes asked = new Nodes(addresses(), patience())) {
            if (once) {
                return printOnce(asked);
            }
            StopSignals signals = StopSignals.listen();
            if (terminal && understandsEscapes()) {
                redraw(asked, signals);
            } else {
                append(asked, signals);
            }
            return 0;
        }
    }

    private List<URI> addresses() {
        try {
            return nodes.stream().map(ManagementUrl::of).distinct().toList();
        } catch (IllegalArgumentException mistake) {
            throw new ParameterException(spec.commandLine(), String.valueOf(mistake.getMessage()), mistake);
        }
    }

    /** Long enough for a busy node. A node that does not answer delays the others by this. */
    private Duration patience() {
        return interval.compareTo(PATIENCE) > 0 ? interval : PATIENCE;
    }

    private int printOnce(Nodes asked) throws InterruptedException {
        View view = asked.look().join();
        if (view.isAlive()) {
            Thread.sleep(FIRST);
            view = asked.look().join();
        }
        print(view);
        return view.isAlive() ? 0 : 1;
    }

    private void append(Nodes asked, StopSignals signals) throws InterruptedException {
        Optional<View> view = look(asked, signals);
        while (view.isPresent() && signals.await(interval) != StopSignals.Asked.STOP) {
            view = look(asked, signals);
            view.ifPresent(next -> {
                print(next);
                out().println();
                out().flush();
            });
        }
    }

    private void redraw(Nodes asked, StopSignals signals) throws InterruptedException {
        boolean colours = environment.getOrDefault("NO_COLOR", "").isEmpty();
        // The first pause is short, since rates need two scrapes.
        Duration pause = interval.compareTo(FIRST) < 0 ? interval : FIRST;
        try (LiveScreen screen = new LiveScreen(out())) {
            Optional<View> view = look(asked, signals);
            while (view.isPresent()) {
                TerminalSize size = TerminalSize.now();
                screen.draw(lines(view.get(), size.rows(), size.columns()).stream()
                        .map(line -> colours ? line.coloured() : line.text())
                        .toList());
                view = signals.await(pause) == StopSignals.Asked.STOP ? Optional.empty() : look(asked, signals);
                pause = interval;
            }
        }
    }

    /** The present state of the nodes; empty if a signal requests the end meanwhile. */
    private static Optional<View> look(Nodes asked, StopSignals signals) throws InterruptedException {
        CompletableFuture<View> looking = asked.look();
        while (!looking.isDone()) {
            if (signals.await(TURN) == StopSignals.Asked.STOP) {
                return Optional.empty();
            }
        }
        return Optional.of(looking.join());
    }

    private void print(View view) {
        int columns = terminal ? TerminalSize.now().columns() : PLAIN_COLUMNS;
        lines(view, Integer.MAX_VALUE, columns).forEach(line -> out().println(line.text()));
        out().flush();
    }

    /** Escapes the text of nodes, which may contain escape sequences for the terminal. */
    private List<Line> lines(View view, int rows, int columns) {
        return view.lines(rows, columns, sort).stream()
                .map(line -> new Line(line.kind(), OneLine.message(line.text())).cut(columns))
                .toList();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private boolean understandsEscapes() {
        String type = environment.getOrDefault("TERM", "");
        return !type.isEmpty() && !type.equals("dumb");
    }
}
