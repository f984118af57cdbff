package dev.carillon.hub;

import java.util.function.LongSupplier;

/** One time slice of the sweep on its loop: what it may still do, and what it did. Used again for the next. */
final class TimeSlice {
    /** A look at the clock costs 25 ns, a send 10 µs: so the time is kept to within 16 sends, at no cost. */
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

    /** @param sinceNanos from when this slice has been due: it may take as long as others took meanwhile, within the limits */
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

    /** Counts a member that is visited, whether or not anything is delivered to it. */
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
