package dev.carillon.loadtest.client;

import dev.carillon.loadtest.measure.ReturnTally;
import dev.carillon.loadtest.plan.Timetable;

/** Clients that disconnect and connect again. The subclasses choose which clients disconnect, and when. */
abstract sealed class ReturningTask extends Task<ReturnTally> permits ChurnTask, StormTask {
    private final Absences absences;

    ReturningTask(Clients clients) {
        super(clients, 1, new ReturnTally());
        this.absences = new Absences(clients, tally);
    }

    /** How long a client waits before it connects again. */
    long pauseNanos() {
        return 0;
    }

    /** Called when the measured time begins. */
    abstract void start(Timetable times);

    /** Ends the connection of a client, with a closing handshake if {@code politely} is true. */
    final void leave(int client, boolean politely) {
        absences.begin(client);
        clients.leave(client, politely);
    }

    /** Whether clients should still disconnect. */
    final boolean goesOn(Timetable times) {
        return isUnderWay() && System.nanoTime() - times.endNanos() < 0;
    }

    @Override
    final void onGone(int client) {
        if (absences.isAway(client)) {
            clients.connector.openAgain(client, pauseNanos());
        }
    }

    @Override
    final void onOpen(int client) {
        boolean _ = absences.end(client, timetable);
    }

    @Override
    final void begin(Timetable times) {
        super.begin(times);
        loop.at(times.measureNanos(), () -> start(times));
    }

    @Override
    final boolean isDrained(int[] published) {
        return tally.missing() == 0;
    }
}
