package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.Latencies;
import org.HdrHistogram.Histogram;

/**
 * Divides a histogram that only grows into parts: the values recorded between two calls. This adds no cost to the
 * recording of a value.
 */
public final class LatencyWindow {
    private final Histogram before = Latencies.histogram();

    /** The values in {@code all} since the last call; all values at the first call. The result must not be changed. */
    public Histogram since(Histogram all) {
        if (all.getTotalCount() == before.getTotalCount()) {
            // This saves three passes over 190 kB, in most seconds of most workers of a large run.
            return Latencies.NONE;
        }
        Histogram part = all.copy();
        part.subtract(before);
        all.copyInto(before);
        return part;
    }
}
