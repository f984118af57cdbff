package dev.carillon.hub;

import java.util.function.LongSupplier;

/** One time slice of the sweep: the time and visits that are left, and the work done. Reused for each slice. */
final class TimeSlice {
    /** Reading the clock costs 25 ns and a send 10 µs, so the time is checked every 16 sends at hardly any cost. */
    private static final int VISITS_PER_LOOK = 16;

    private final SweepLimits limits;
    private final LongSupplier nanoTime;

    private int visitsLeft;
    private long endNanos;
    private long frames;
    private long bytes;

    TimeSlice(SweepLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /**
     * @param sinceNanos since when this slice has been due: it may take as long as other work took meanwhile, within
     *     the limits
     */
    void begin(long sinceNanos) {
        long now = nanoTime.getAsLong();
        visitsLeft = limits.sliceVisits();
        endNanos = now
                + Math.clamp(
                        now - sinceNanos,
                        limits.sliceTime().toNanos(),
                        limits.sliceTimeMax().toNanos());
        frames = 0;
        bytes = 0;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    boolean isOver() {
        return visitsLeft == 0;
    }

    /** Counts a visited member, with or without a delivery. */
    void visit() {
        visitsLeft--;
        if (visitsLeft % VISITS_PER_LOOK == 0 && nanoTime.getAsLong() - endNanos >= 0) {
            visitsLeft = 0;
        }
    }

    void delivered(int moreFrames, int moreBytes) {
        frames += moreFrames;
        bytes += moreBytes;
    }

    long frames() {
        return frames;
    }

    long bytes() {
        return bytes;
    }
}
