package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.Latencies;
import org.HdrHistogram.Histogram;

/** Cuts a histogram that only grows into the parts that came between two looks: recording costs nothing more for it. */
public final class LatencyWindow {
    private final Histogram before = Latencies.histogram();

    /** The values in {@code all} since the last call; all of them at the first. The result must not be changed. */
    public Histogram since(Histogram all) {
        if (all.getTotalCount() == before.getTotalCount()) {
            // Most seconds of most workers of a large run: three walks over 190 kB for nothing.
            return Latencies.NONE;
        }
        Histogram part = all.copy();
        part.subtract(before);
        all.copyInto(before);
        return part;
    }
}
