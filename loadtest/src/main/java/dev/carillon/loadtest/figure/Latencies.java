package dev.carillon.loadtest.figure;

import org.HdrHistogram.Histogram;

/** Histograms of durations in nanoseconds: from a microsecond to an hour, three digits. */
public final class Latencies {
    private static final long LOWEST_NANOS = 1_000;
    private static final long HIGHEST_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    /** Without a value. Must not be changed. */
    public static final Histogram NONE = histogram();

    private Latencies() {}

    public static Histogram histogram() {
        return new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
    }

    /** Longer latencies count as an hour. */
    public static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos, 0, HIGHEST_NANOS));
    }

    /** Both together. Must not be changed, as it may be one of them. */
    public static Histogram sum(Histogram one, Histogram other) {
        if (other.getTotalCount() == 0) {
            return one;
        }
        if (one.getTotalCount() == 0) {
            return other;
        }
        Histogram both = one.copy();
        both.add(other);
        return both;
    }
}
