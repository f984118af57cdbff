package dev.carillon.loadtest.run;

import dev.carillon.loadtest.measure.ProcessHealth;
import dev.carillon.loadtest.measure.ProcessWatch.Use;
import dev.carillon.loadtest.measure.Snapshot;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.Timetable;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Generates a share of the load of a run: a loop of this process, or another process. The conductor requests one step
 * after the other from all generators. Times are those of {@link System#nanoTime}, which on Linux is CLOCK_MONOTONIC
 * and thus the same for all processes of a machine.
 */
sealed interface LoadGenerator permits LoadTestVerticle, Worker {

    /** Opens the connections. Completes when all are open that can be opened. */
    Future<Void> open();

    /** Begins the workload. */
    Future<Void> begin(Timetable times);

    /**
     * Ends the sending of messages. The result is the number of publications of each publisher: 0 for publishers of
     * other generators, and below 0 if the number is unknown.
     */
    Future<int[]> end();

    /** Waits for the last messages. Completes when all publications have been received, or at the deadline. */
    Future<Void> drain(int[] published, long deadlineNanos);

    /** Opens no more connections from now on. At the end, open connections are dropped without a close frame. */
    void hurry();

    /** Closes all connections. The result is the tally; empty if the process that has it is lost. */
    Future<Optional<Tally>> close(int[] published);

    Future<Snapshot> snapshot();

    String laneName();

    /** Resources that another process used between the last two snapshots. */
    default Use lately() {
        return Use.NOTHING;
    }

    /** The resources that another process used in the measurement; empty until its connections are closed. */
    default Optional<ProcessHealth> health() {
        return Optional.empty();
    }
}
