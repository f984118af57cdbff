package dev.carillon.loadtest.connect;

import dev.carillon.config.Rate;

/**
 * Limits events to a steady rate. After a delay it catches up at most {@value #BURST_NANOS} nanoseconds, so that a loop
 * that was busy does not cause a burst. Times are parameters, in nanoseconds from any origin.
 */
public final class Pacer {
    static final long BURST_NANOS = 20_000_000;

    private static final long PAUSE_NANOS_MIN = 1_000_000;

    private final double intervalNanos;
    /** Nanoseconds after {@link #originNanos}. The fraction keeps a rate such as 3/s exact. */
    private double nextNanos;

    private final long originNanos;

    public Pacer(Rate rate, long nowNanos) {
        this.intervalNanos = rate.intervalNanos();
        this.originNanos = nowNanos;
    }

    /** Whether an event may happen now. If so, it is counted. */
    public boolean tryTake(long nowNanos) {
        double now = nowNanos - originNanos;
        if (now < nextNanos) {
            return false;
        }
        nextNanos = Math.max(nextNanos, now - BURST_NANOS) + intervalNanos;
        return true;
    }

    /**
     * Nanoseconds until the next event may happen. It is at least a millisecond, because a timer for each event would
     * cost more than the event.
     */
    public long nanosUntilNext(long nowNanos) {
        return Math.max(PAUSE_NANOS_MIN, (long) Math.ceil(nextNanos - (nowNanos - originNanos)));
    }
}
