package dev.carillon.loadtest.figure;

import org.HdrHistogram.Histogram;

/** Histograms of durations in nanoseconds, from one microsecond to one hour, with three significant digits. */
public final class Latencies {
    private static final long LOWEST_NANOS = 1_000;
    private static final long HIGHEST_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    /** An empty histogram. It is shared and must not be changed. */
    public static final Histogram NONE = histogram();

    private Latencies() {}

    /** Makes an empty histogram. */
    public static Histogram histogram() {
        return new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
    }

    /** Adds a latency. A latency of more than an hour counts as an hour, a negative one as 0. */
    public static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos, 0, HIGHEST_NANOS));
    }

    /** Returns the sum of two histograms. It must not be changed, because it may be one of the two. */
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
