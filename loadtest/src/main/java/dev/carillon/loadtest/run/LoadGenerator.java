package dev.carillon.loadtest.run;

import dev.carillon.loadtest.measure.ProcessHealth;
import dev.carillon.loadtest.measure.ProcessWatch.Use;
import dev.carillon.loadtest.measure.Snapshot;
import dev.carillon.loadtest.measure.Tally;
import dev.carillon.loadtest.plan.Timetable;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Generates a share of the load of a run: a loop of this process, or another process. The conductor asks all of
 * them for one step after the other. Times are those of {@link System#nanoTime}, which on Linux is the machine's
 * CLOCK_MONOTONIC and thus the same for all its processes.
 */
sealed interface LoadGenerator permits LoadTestVerticle, Worker {

    /** Ends when all connections are open that will be. */
    Future<Void> open();

    Future<Void> begin(Timetable times);

    /**
     * Ends what is sent; brings how many publications each publisher made: 0 for those of other generators, and below 0
     * for those whose number is not known.
     */
    Future<int[]> end();

    /** Ends when all that was published has come, or when the time for that is over. */
    Future<Void> drain(int[] published, long deadlineNanos);

    /** Opens no more connections from now on, and drops those that there are at the end instead of closing them. */
    void hurry();

    /** Closes all connections; brings what was counted, if that is still known. */
    Future<Optional<Tally>> close(int[] published);

    Future<Snapshot> snapshot();

    String laneName();

    /** Resources that another process used between the last two snapshots. */
    default Use lately() {
        return Use.NOTHING;
    }

    /** How a process other than this one did; known when all is closed. */
    default Optional<ProcessHealth> health() {
        return Optional.empty();
    }
}
