package dev.carillon.loadtest.measure;

import org.HdrHistogram.Histogram;

/** How well the tester's own loops kept up while it measured. */
public final class LoopTally {
    private final Histogram lateness = Latencies.histogram();
    private double busiest;

    /** A stall counts for all the calls that it swallowed, which would have come every {@code intervalNanos}. */
    public void countLateness(long nanos, long intervalNanos) {
        lateness.recordValueWithExpectedInterval(Math.max(0, nanos), intervalNanos);
    }

    public void setBusy(double share) {
        busiest = share;
    }

    public void add(LoopTally other) {
        lateness.add(other.lateness);
        busiest = Math.max(busiest, other.busiest);
    }

    /** How much later than asked for a loop came round. */
    public Histogram lateness() {
        return lateness;
    }

    /** The share of its time that the busiest loop spent on a processor, 0 to 1. */
    public double busiest() {
        return busiest;
    }
}
