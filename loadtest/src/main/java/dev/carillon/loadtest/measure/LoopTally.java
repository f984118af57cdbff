package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.wire.Histograms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/** How well the tester's own loops kept up while it measured. */
public final class LoopTally {
    private final Histogram lateness;
    private double busiest;

    public LoopTally() {
        this(Latencies.histogram());
    }

    private LoopTally(Histogram lateness) {
        this.lateness = lateness;
    }

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

    void write(DataOutput out) throws IOException {
        Histograms.write(lateness, out);
        out.writeDouble(busiest);
    }

    static LoopTally read(DataInput in) throws IOException {
        LoopTally read = new LoopTally(Histograms.read(in));
        read.busiest = in.readDouble();
        return read;
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
