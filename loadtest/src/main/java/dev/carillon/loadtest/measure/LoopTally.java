package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Quantity;
import org.HdrHistogram.Histogram;

/** How well the tester's own loops kept up while it measured. */
public final class LoopTally extends FigureGroup {
    /** The share of its time that the busiest loop spent on a processor, 0 to 1. */
    public final Quantity busiest = most("busiestLoop", share -> share);
    /** How much later than asked for a loop came round. */
    public final Histogram lateness = latencies("loopLate");

    /** A stall counts for all the calls that it swallowed, which would have come every {@code intervalNanos}. */
    public void countLateness(long nanos, long intervalNanos) {
        lateness.recordValueWithExpectedInterval(Math.max(0, nanos), intervalNanos);
    }
}
