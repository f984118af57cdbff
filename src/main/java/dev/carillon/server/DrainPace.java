package dev.carillon.server;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Computes how many connections are closed at each step of a drain, so that they end evenly over its window. Uses the
 * clock, because a loop with too little processor time is late with its steps. Used by one loop.
 */
final class DrainPace {
    private final int total;
    private final Duration step;
    private final Duration window;
    private final LongSupplier nanoTime;
    private final long begun;

    /** @param nanoTime as {@link System#nanoTime} */
    DrainPace(int total, Duration step, Duration window, LongSupplier nanoTime) {
        this.total = total;
        this.step = step;
        this.window = window;
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    /**
     * How many of {@code open} connections to close now; at least one, so that few connections do not take the whole
     * window.
     */
    int due(int open) {
        double passed = nanoTime.getAsLong() - begun + step.toNanos();
        double share = Math.min(1, passed / Math.max(1, window.toNanos()));
        int closed = total - open;
        return Math.clamp((long) Math.ceil(share * total) - closed, Math.min(1, open), open);
    }
}
