package dev.carillon.loadtest.client;

import dev.carillon.loadtest.connect.Pacer;
import dev.carillon.loadtest.plan.Timetable;
import dev.carillon.loadtest.plan.Workload.Churn;

/** Disconnects clients in turn. Each one connects again as soon as its connection has ended. */
final class ChurnTask extends ReturningTask {
    private final Churn churn;
    private int next;

    ChurnTask(Clients clients, Churn churn) {
        super(clients);
        this.churn = churn;
    }

    @Override
    void start(Timetable times) {
        loop.paced(new Pacer(loop.part(churn.rate()), times.measureNanos()), () -> {
            if (!goesOn(times) || connections.size() == 0) {
                return false;
            }
            int client = next++ % connections.size();
            if (isConnected(client)) {
                leave(client, true);
            }
            return true;
        });
    }
}
