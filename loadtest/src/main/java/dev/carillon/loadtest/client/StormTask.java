package dev.carillon.loadtest.client;

import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload.Storm;
import java.util.random.RandomGenerator;

/** Breaks a share of all connections at once. Each client connects again after a random time (full jitter). */
final class StormTask extends ReturningTask {
    private final Storm storm;
    private final RandomGenerator random = RandomGenerator.getDefault();

    StormTask(Clients clients, Storm storm) {
        super(clients);
        this.storm = storm;
    }

    @Override
    long pauseNanos() {
        return random.nextLong(storm.jitter().toNanos() + 1);
    }

    /** Breaks exactly the share of the connections; every connection has the same probability. */
    @Override
    void start(Timetable times) {
        if (!goesOn(times)) {
            return;
        }
        int open = connections.openCount();
        int toBreak = (int) Math.round(open * storm.share());
        for (int client = 0; client < connections.size() && toBreak > 0; client++) {
            if (isConnected(client) && random.nextInt(open--) < toBreak) {
                toBreak--;
                leave(client, false);
            }
        }
        loop.after((times.endNanos() - times.measureNanos()) / storm.times(), () -> start(times));
    }
}
