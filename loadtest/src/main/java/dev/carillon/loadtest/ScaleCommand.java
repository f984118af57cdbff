package dev.carillon.loadtest;

import dev.carillon.config.Counts;
import dev.carillon.config.Durations;
import dev.carillon.doctor.Checkup;
import dev.carillon.doctor.Machine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code carillon loadtest scale}. */
@Command(
        name = "scale",
        description =
                "Starts as many services on this machine as the connections need, opens the connections, keeps them alive"
                        + " and broadcasts to all of them meanwhile, and stops the services. A process may hold only so"
                        + " many descriptors, so there are several services, each with a topic of its own, and as many"
                        + " workers of the tester. All other flags are those of fanout.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} -c 1m --duration 2m"})
final class ScaleCommand implements Callable<Integer> {
    /** Of the descriptors of a process, those that stay for other things. */
    private static final double ROOM = 0.96;

    /** No limit of this process: its children have heaps of their own. */
    private static final long HEAP = 1L << 40;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--connections"},
            paramLabel = "N",
            converter = Counts.class,
            defaultValue = "1m",
            description = "Connections to hold; default ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--processes",
            paramLabel = "N",
            converter = Counts.class,
            description = "Services, and as many workers of the tester; default what the descriptors of a process make"
                    + " necessary.")
    private @Nullable Integer processes;

    @Option(
            names = "--broadcast-every",
            paramLabel = "TIME",
            converter = Durations.class,
            defaultValue = "1m",
            description = "How often each connection gets a broadcast; default ${DEFAULT-VALUE}.")
    private Duration every;

    @Unmatched
    private List<String> others = new ArrayList<>();

    @Override
    public Integer call() {
        int count = processes == null ? needed() : processes;
        if (count < 1 || count > connections) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--processes must be 1 to the " + connections + " connections of -c, was " + count);
        }
        if (others.stream().anyMatch(other -> other.startsWith("--agents"))) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--agents must not be given: the services are on this machine, for no other to reach");
        }
        try (Services services = Services.start(count)) {
            return fanout(services.ports());
        } catch (IOException cause) {
            spec.commandLine().getErr().println("the services could not be started: " + cause.getMessage());
            return ExitCode.NOT_POSSIBLE_HERE.code();
        }
    }

    private int needed() {
        int most = (int) (Checkup.most(Machine.here(), HEAP) * ROOM);
        // Each service has one publisher besides.
        return Math.ceilDiv(connections, Math.max(1, most - 1));
    }

    private int fanout(String ports) {
        CommandLine given = spec.commandLine();
        int count = ports.split(",", -1).length;
        List<String> arguments = new ArrayList<>(List.of(
                "fanout",
                "ws://127.0.0.1:" + ports + "/topics/scale",
                "-c",
                Integer.toString(connections),
                "--workers",
                Integer.toString(count),
                "--topics",
                Integer.toString(count),
                "--publish-rate",
                count * 60_000L / Math.max(1, every.toMillis()) + "/m"));
        addUnlessGiven(arguments, "--per-address", "19k");
        addUnlessGiven(arguments, "--handshakes", "50");
        addUnlessGiven(arguments, "--keep-alive", "56s");
        addUnlessGiven(arguments, "--keep-alive-by", "pong");
        addUnlessGiven(arguments, "--handshake-timeout", "1m");
        addUnlessGiven(arguments, "--patience", "3m");
        addUnlessGiven(arguments, "--drain", "30s");
        arguments.addAll(others);
        return new CommandLine(new LoadTestCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setDefaultValueProvider(spec.root().defaultValueProvider())
                .setParameterExceptionHandler(given.getParameterExceptionHandler())
                .setOut(given.getOut())
                .setErr(given.getErr())
                .execute(arguments.toArray(String[]::new));
    }

    private void addUnlessGiven(List<String> arguments, String flag, String value) {
        if (others.stream().noneMatch(other -> other.equals(flag) || other.startsWith(flag + "="))) {
            arguments.addAll(List.of(flag, value));
        }
    }
}
