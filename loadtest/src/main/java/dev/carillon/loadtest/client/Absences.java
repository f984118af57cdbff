package dev.carillon.loadtest.client;

import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.plan.Timetable;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The times at which clients of a loop lost their connection, until they have a new one: one long for each client. */
final class Absences {
    private static final long CONNECTED = Long.MIN_VALUE;

    private final ReturnTally tally;
    private final long[] sinceNanos;

    Absences(Clients clients, ReturnTally tally) {
        this.tally = tally;
        this.sinceNanos = new long[clients.connections.size()];
        Arrays.fill(sinceNanos, CONNECTED);
        clients.connector.countAgainIn(tally.opening);
    }

    boolean isAway(int client) {
        return sinceNanos[client] != CONNECTED;
    }

    void begin(int client) {
        sinceNanos[client] = System.nanoTime();
        tally.gone.increment();
    }

    /**
     * Records that the client has a connection. Returns whether it was away. Before the workload begins, when
     * {@code times} is null, no client is away.
     */
    boolean end(int client, @Nullable Timetable times) {
        if (!isAway(client) || times == null) {
            return false;
        }
        long now = System.nanoTime();
        int second = (int) TimeUnit.NANOSECONDS.toSeconds(now - times.startNanos());
        tally.countBack(now - sinceNanos[client], Math.max(0, second));
        sinceNanos[client] = CONNECTED;
        return true;
    }
}
