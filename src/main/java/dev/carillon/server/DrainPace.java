package dev.carillon.server;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many connections are closed at each step of a drain, so that they end evenly over its window: by the clock, since a loop
 * that has too little of a processor takes its steps late. Used by one loop.
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

    /** How many of {@code open} are closed now; one at least, so that a few do not take the whole window. */
    int due(int open) {
        double passed = nanoTime.getAsLong() - begun + step.toNanos();
        double share = Math.min(1, passed / Math.max(1, window.toNanos()));
        int closed = total - open;
        return Math.clamp((long) Math.ceil(share * total) - closed, Math.min(1, open), open);
    }
}
