package dev.carillon.loadtest.connect;

import dev.carillon.config.Rate;

/**
 * Limits something to a steady rate. It catches up after a delay, but only {@value #BURST_NANOS} nanoseconds of
 * it: a loop that was busy must not answer with a flood. Time is passed in, in nanoseconds of any origin.
 */
public final class Pacer {
    static final long BURST_NANOS = 20_000_000;

    private static final long PAUSE_NANOS_MIN = 1_000_000;

    private final double intervalNanos;
    /** Nanoseconds after {@link #originNanos}; with its fraction, or a rate of 3/s would be a little off. */
    private double nextNanos;

    private final long originNanos;

    public Pacer(Rate rate, long nowNanos) {
        this.intervalNanos = rate.intervalNanos();
        this.originNanos = nowNanos;
    }

    /** Whether one may happen now; it then counts as having happened. */
    public boolean tryTake(long nowNanos) {
        double now = nowNanos - originNanos;
        if (now < nextNanos) {
            return false;
        }
        nextNanos = Math.max(nextNanos, now - BURST_NANOS) + intervalNanos;
        return true;
    }

    /** How long to wait until one may happen: at least a millisecond, since a timer costs more than what it paces. */
    public long nanosUntilNext(long nowNanos) {
        return Math.max(PAUSE_NANOS_MIN, (long) Math.ceil(nextNanos - (nowNanos - originNanos)));
    }
}
