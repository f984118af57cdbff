package dev.carillon.hub;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Brings what is pending to the subscribers, in turns on the loop with room for I/O between them.
 *
 * <p>Busy audiences stand in a line. The first gets the turn until it has finished one batch or the turn is over, then
 * goes to the back if something is left, and waits there for the next turn: a broadcast to a million delays a topic of
 * ten by one turn, and what has come in meanwhile goes out with the next batch. As all share the one direct memory, an
 * audience that was interrupted loads its batch again, 11 to 30 µs in a turn of 1 ms; the only busy audience does not.
 *
 * <p>A publication is never delivered by {@code publish} itself but by the task that this hands to the loop: whatever
 * is published before that task runs goes out in the same write, so the more there is to do the less each delivery
 * costs.
 */
final class Sweep implements Runnable {
    private final Executor later;
    private final LongSupplier nanoTime;
    private final HubMeters meters;
    private final Backlog backlog;
    private final Batch batch;
    private final Turn turn;

    private final Queue<Audience> busy = new ArrayDeque<>();

    /** From when the task is handed over until it ends: there is never a second. */
    private boolean handedOver;

    /** @param batch loaded again and again, with whatever is to be sent next */
    Sweep(Executor later, LongSupplier nanoTime, HubMeters meters, Turn turn, Backlog backlog, Batch batch) {
        this.later = later;
        this.nanoTime = nanoTime;
        this.meters = meters;
        this.turn = turn;
        this.backlog = backlog;
        this.batch = batch;
    }

    /** For an audience that was idle until now. */
    void add(Audience audience) {
        busy.add(audience);
        handOver();
    }

    @Override
    public void run() {
        turn.begin();
        try {
            for (int waiting = busy.size(); waiting > 0 && !turn.isOver(); waiting--) {
                sweep(busy.remove());
            }
        } finally {
            // Also when a subscriber broke its promise not to throw: that is for the loop to report, and others wait.
            handedOver = false;
            meters.delivered(turn.frames(), turn.bytes());
            goOnOrRest();
        }
    }

    private void sweep(Audience audience) {
        try {
            if (!audience.rests(turn)) {
                audience.sweep(batch, turn, this::sent);
            }
        } finally {
            if (audience.isBusy()) {
                busy.add(audience);
            }
        }
    }

    private void sent(Pending pending) {
        if (backlog.release(pending)) {
            meters.swept(nanoTime.getAsLong() - pending.publication.publishedNanos());
        }
    }

    private void goOnOrRest() {
        if (busy.isEmpty()) {
            batch.clear();
        } else {
            handOver();
        }
    }

    private void handOver() {
        if (!handedOver) {
            handedOver = true;
            later.execute(this);
        }
    }
}
