package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.connect.OpeningTally;
import dev.carillon.loadtest.plan.Workload;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Everything that one loop has counted, or several together. */
public record Tally(
        OpeningTally opening, KeepAliveTally keepAlives, WorkTally work, CloseTally closes, LoopTally loops) {

    public void add(Tally other) {
        opening.add(other.opening);
        keepAlives.add(other.keepAlives);
        work.add(other.work);
        closes.add(other.closes);
        loops.add(other.loops);
    }

    public void write(DataOutput out) throws IOException {
        opening.write(out);
        keepAlives.write(out);
        work.write(out);
        closes.write(out);
        loops.write(out);
    }

    /** Reads what {@link #write} wrote of {@code workload}, in this process or another. */
    public static Tally read(Workload workload, DataInput in) throws IOException {
        return new Tally(
                OpeningTally.read(in),
                KeepAliveTally.read(in),
                WorkTally.read(workload, in),
                CloseTally.read(in),
                LoopTally.read(in));
    }
}
