package dev.carillon.hub;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Brings what is pending to the subscribers, in time slices on the loop with room for I/O between them.
 *
 * <p>Busy audiences stand in a line. The first is served until it has finished one batch or the time slice is over, then
 * goes to the back if something is left, and waits there for the next slice: a broadcast to a million delays a topic of
 * ten by one slice, and what has come in meanwhile goes out with the next batch. As all share the one direct memory, an
 * audience that was interrupted loads its batch again, 11 to 30 µs in a slice of 1 ms; the only busy audience does not.
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
    private final TimeSlice slice;

    private final Queue<Audience> busy = new ArrayDeque<>();

    /** From when the task is handed over until it ends: there is never a second. */
    private boolean handedOver;

    private long handedOverNanos;

    /** What of this slice the service told about itself. */
    private long uncountedFrames;

    private long uncountedBytes;

    /** @param batch loaded again and again, with whatever is to be sent next */
    Sweep(Executor later, LongSupplier nanoTime, HubMeters meters, TimeSlice slice, Backlog backlog, Batch batch) {
        this.later = later;
        this.nanoTime = nanoTime;
        this.meters = meters;
        this.slice = slice;
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
        slice.begin(handedOverNanos);
        uncountedFrames = 0;
        uncountedBytes = 0;
        try {
            for (int waiting = busy.size(); waiting > 0 && !slice.isOver(); waiting--) {
                sweep(busy.remove());
            }
        } finally {
            // Also when a subscriber broke its promise not to throw: that is for the loop to report, and others wait.
            handedOver = false;
            meters.delivered(slice.frames() - uncountedFrames, slice.bytes() - uncountedBytes);
            goOnOrRest();
        }
    }

    private void sweep(Audience audience) {
        long frames = slice.frames();
        long bytes = slice.bytes();
        try {
            if (!audience.rests(slice)) {
                audience.sweep(batch, slice, this::sent);
            }
        } finally {
            if (audience.pattern().isOfTheService()) {
                uncountedFrames += slice.frames() - frames;
                uncountedBytes += slice.bytes() - bytes;
            }
            if (audience.isBusy()) {
                busy.add(audience);
            }
        }
    }

    private void sent(Pending pending) {
        if (backlog.release(pending) && !pending.publication.topic().isOfTheService()) {
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
            handedOverNanos = nanoTime.getAsLong();
            later.execute(this);
        }
    }
}
