package dev.carillon.loadtest.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Servers in turns: each is started anew, measured, and ended before the next one starts. */
public final class ServerComparison {
    private final ComparisonLoad load;
    private final List<ComparisonTurn> turns;
    private final Optional<Integer> core;
    private final Duration patience;
    private final PrintWriter progress;
    private final ComparisonTable table;
    private final Set<ComparedServer> absent = new HashSet<>();
    private boolean over;
    private @Nullable Thread starting;

    /**
     * Tells each turn on {@code progress}.
     *
     * @param core the only processor that servers may use, if so
     * @param patience how long one may take until it listens, the time to build it included
     */
    public ServerComparison(
            ComparisonLoad load,
            List<ComparedServer> peers,
            int rounds,
            Optional<Integer> core,
            Duration patience,
            PrintWriter progress) {
        this.load = load;
        this.turns = ComparisonTurn.all(rounds, peers);
        this.core = core;
        this.patience = patience;
        this.progress = progress;
        this.table = new ComparisonTable(load.columns());
    }

    /** Takes all turns. Returns whether any server could be measured. */
    public boolean run(LoadTestRun tester) {
        turns.forEach(turn -> take(turn, new ComparisonSteps(load, tester, table, this::isOver, turn)));
        return !table.isEmpty();
    }

    /** No turn follows; of the one that is under way, only what was measured already counts. For any thread. */
    public synchronized void endEarly() {
        over = true;
        if (starting != null) {
            starting.interrupt();
        }
    }

    public synchronized boolean isOver() {
        return over;
    }

    /** Whether a server did not start, or a run of it did not do what it should: its place in the table is empty then. */
    public boolean hasFailed() {
        return table.hasFailed();
    }

    /** The result, in Markdown. */
    public String table() {
        return table.table();
    }

    private void take(ComparisonTurn turn, ComparisonSteps steps) {
        if (isOver() || absent.contains(turn.peer())) {
            return;
        }
        progress.println(turn);
        progress.flush();
        try (RunningServer running = start(turn.peer())) {
            table.name(turn.peer(), running.title());
            steps.run(running);
        } catch (IOException cause) {
            if (!isOver()) {
                absent.add(turn.peer());
                table.fail(turn.peer().name() + " did not start: " + cause.getMessage());
            }
        }
        if (isOver()) {
            table.note("interrupted in " + turn);
        }
    }

    /** It may build for minutes, and ending it does not wait for that. */
    private RunningServer start(ComparedServer peer) throws IOException {
        starting(Thread.currentThread());
        try {
            return RunningServer.start(peer, core, patience);
        } finally {
            starting(null);
            // The output after the start.
            Thread.interrupted();
        }
    }

    private synchronized void starting(@Nullable Thread thread) {
        starting = thread;
    }
}
