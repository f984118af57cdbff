package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Quantity;
import org.HdrHistogram.Histogram;

/** How busy and how late the loops of the tester were during the measurement. */
public final class LoopTally extends FigureGroup {
    /** The share of its time that the busiest loop spent on a processor, 0 to 1. */
    public final Quantity busiest = most("busiestLoop", share -> share);
    /** How much later than requested the timers of a loop ran. */
    public final Histogram lateness = latencies("loopLate");

    /**
     * Counts the lateness of a timer. A stall also counts for each run of the timer that did not happen because of it.
     *
     * @param intervalNanos time between two runs of the timer
     */
    public void countLateness(long nanos, long intervalNanos) {
        lateness.recordValueWithExpectedInterval(Math.max(0, nanos), intervalNanos);
    }
}
