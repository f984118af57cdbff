package dev.carillon.loadtest.measure;

import org.HdrHistogram.Histogram;

/** Cuts a histogram that only grows into the parts that came between two looks: recording costs nothing more for it. */
public final class LatencyWindow {
    private final Histogram before = Latencies.histogram();

    /** What was recorded in {@code all} since the last call; all of it at the first. */
    public Histogram since(Histogram all) {
        Histogram part = all.copy();
        part.subtract(before);
        all.copyInto(before);
        return part;
    }
}
