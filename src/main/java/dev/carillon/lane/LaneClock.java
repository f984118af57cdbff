package dev.carillon.lane;

import java.util.concurrent.TimeUnit;

/**
 * The seconds of a lane, which pass only while its loop runs. If the process was stopped, the machine slept or a
 * garbage collection took long, bytes from peers still wait in the kernel, and no peer was pinged. So this time must
 * not count as silence of a peer.
 */
final class LaneClock {
    /** Ticks come at least every sixteenth of a second. One that is this late follows a standstill. */
    private static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long tickNanos;
    private long lastNanos;
    private long passedNanos;

    /**
     * @param tickNanos the usual time between two ticks; a late tick counts as this, so that a loop that is always late
     *     still advances
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

    /** Whole seconds up to the last tick. */
    int seconds() {
        return (int) TimeUnit.NANOSECONDS.toSeconds(passedNanos);
    }
}
