package dev.carillon.loadtest.client;

import dev.carillon.loadtest.connect.Station;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload.Storm;
import java.util.random.RandomGenerator;

/** A share of all connections breaks at once, and each client comes again after a random time (full jitter). */
final class StormTask extends ReturningTask {
    private final Storm storm;
    private final RandomGenerator random = RandomGenerator.getDefault();

    StormTask(Station station, ConnectionControl control, Storm storm) {
        super(station, control);
        this.storm = storm;
    }

    @Override
    long pauseNanos() {
        return random.nextLong(storm.jitter().toNanos() + 1);
    }

    /** Each connection is as likely to break as any other, and together they are exactly the share. */
    @Override
    long act(Timetable times) {
        int open = roster.openCount();
        int toBreak = (int) Math.round(open * storm.share());
        for (int client = 0; client < roster.size() && toBreak > 0; client++) {
            if (roster.connection(client) == null) {
                continue;
            }
            if (random.nextInt(open--) < toBreak) {
                toBreak--;
                countGone(client);
                control.drop(client);
            }
        }
        return (times.endNanos() - times.measureNanos()) / storm.times();
    }
}
