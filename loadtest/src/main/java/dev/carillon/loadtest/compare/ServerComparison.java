package dev.carillon.loadtest.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares servers in turns: each is started anew, measured, and stopped before the next one starts. */
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
     * Prepares a comparison.
     *
     * @param core the processor that servers may use; empty if they may use all
     * @param patience how long a server may take until it listens, including the time to build it
     * @param progress receives a line at the start of each turn
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

    /** Measures all servers in all rounds. Returns whether at least one figure was measured. */
    public boolean run(LoadTestRun tester) {
        turns.forEach(turn -> take(turn, new ComparisonSteps(load, tester, table, this::isOver, turn)));
        return !table.isEmpty();
    }

    /**
     * Ends the comparison. No further turn starts. The current turn keeps the figures of the load tests that have
     * ended. May be called from any thread.
     */
    public synchronized void endEarly() {
        over = true;
        if (starting != null) {
            starting.interrupt();
        }
    }

    /** Whether the comparison was ended early. */
    public synchronized boolean isOver() {
        return over;
    }

    /** Whether a server did not start, or a load test of it failed. The cell of the table is empty then. */
    public boolean hasFailed() {
        return table.hasFailed();
    }

    /** Returns the result in Markdown. */
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

    /** Starts a server, which may take minutes to build. {@link #endEarly} interrupts this thread meanwhile. */
    private RunningServer start(ComparedServer peer) throws IOException {
        starting(Thread.currentThread());
        try {
            return RunningServer.start(peer, core, patience);
        } finally {
            starting(null);
            // Clears an interrupt that arrived after the start: it must not stop what follows.
            Thread.interrupted();
        }
    }

    private synchronized void starting(@Nullable Thread thread) {
        starting = thread;
    }
}
