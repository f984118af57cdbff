package dev.carillon.hub;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Delivers pending publications to the subscribers, in time slices on the loop, with I/O between them.
 *
 * <p>Audiences with pending publications are in a queue. The first one is served until it has finished one batch or the
 * time slice is over, and goes to the end if something is left. So a broadcast to a million members delays a topic with
 * ten by one slice, and what was published meanwhile is sent with the next batch. All audiences share one direct
 * memory, so an interrupted one loads its batch again, which takes 11 to 30 µs of a slice of 1 ms. This is not needed
 * if no other audience is busy.
 *
 * <p>{@code publish} itself never delivers; a task of the loop does. All publications before that task are sent in the
 * same write, so the cost of a delivery falls as the load rises.
 */
final class Sweep implements Runnable {
    private final Executor later;
    private final LongSupplier nanoTime;
    private final HubMeters meters;
    private final Backlog backlog;
    private final Batch batch;
    private final TimeSlice slice;

    private final Queue<Audience> busy = new ArrayDeque<>();

    /** True from scheduling the task until it ends, so that there is never a second one. */
    private boolean handedOver;

    private long handedOverNanos;

    /** The frames of this slice that belong to topics of the service. */
    private long uncountedFrames;

    private long uncountedBytes;

    /** @param batch loaded again for each delivery */
    Sweep(Executor later, LongSupplier nanoTime, HubMeters meters, TimeSlice slice, Backlog backlog, Batch batch) {
        this.later = later;
        this.nanoTime = nanoTime;
        this.meters = meters;
        this.slice = slice;
        this.backlog = backlog;
        this.batch = batch;
    }

    /** Adds an audience that had nothing pending. */
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
            // Also after a subscriber has thrown, which it must not: the loop reports it, and the other audiences
            // continue.
            handedOver = false;
            meters.delivered(slice.frames() - uncountedFrames, slice.bytes() - uncountedBytes);
            scheduleNext();
        }
    }

    private void sweep(Audience audience) {
        long frames = slice.frames();
        long bytes = slice.bytes();
        try {
            if (!audience.isPausing(slice)) {
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

    private void scheduleNext() {
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
