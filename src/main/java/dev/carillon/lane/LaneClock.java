package dev.carillon.lane;

import java.util.concurrent.TimeUnit;

/**
 * The seconds of a lane, which pass only while its loop runs. When the process was stopped, the machine slept or a
 * collection of garbage took long, what peers sent meanwhile waits in the kernel, and nobody was pinged: none of that
 * time may be held against a peer.
 */
final class LaneClock {
    /** Ticks are a sixteenth of a second apart at most: one so much later comes after a standstill. */
    private static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long tickNanos;
    private long lastNanos;
    private long passedNanos;

    /**
     * @param tickNanos the usual time between two ticks, as which a late one counts: a loop that is late each time still
     *     gets older
     * @param nowNanos as {@link System#nanoTime}
     */
    LaneClock(long tickNanos, long nowNanos) {
        this.tickNanos = tickNanos;
        this.lastNanos = nowNanos;
    }

    void tick(long nowNanos) {
        long sinceLast = nowNanos - lastNanos;
        passedNanos += sinceLast < STANDSTILL_NANOS ? sinceLast : tickNanos;
        lastNanos = nowNanos;
    }

    /** Whole seconds that have passed, up to the last tick. */
    int seconds() {
        return (int) TimeUnit.NANOSECONDS.toSeconds(passedNanos);
    }
}
