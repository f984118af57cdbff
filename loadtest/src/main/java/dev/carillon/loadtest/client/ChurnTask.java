package dev.carillon.loadtest.client;

import dev.carillon.loadtest.connect.Pacer;
import dev.carillon.loadtest.connect.TesterLoop;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload.Churn;

/** Clients disconnect in turn, and connect again as soon as the connection has ended. */
final class ChurnTask extends ReturningTask {
    private static final long PAUSE_NANOS_MIN = 1_000_000;

    private final Pacer pacer;
    private int next;

    ChurnTask(TesterLoop loop, ConnectionControl control, Churn churn) {
        super(loop, control);
        this.pacer = new Pacer(loop.part(churn.rate()), System.nanoTime());
    }

    @Override
    long pauseNanos() {
        return 0;
    }

    @Override
    long act(Timetable times) {
        while (connections.size() > 0 && pacer.tryTake(System.nanoTime())) {
            int client = next++ % connections.size();
            if (connections.of(client) != null) {
                countGone(client);
                control.leave(client);
            }
        }
        return Math.max(PAUSE_NANOS_MIN, pacer.nanosUntilNext(System.nanoTime()));
    }
}
