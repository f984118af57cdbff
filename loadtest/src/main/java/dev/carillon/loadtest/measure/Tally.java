package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.connect.OpeningTally;
import dev.carillon.loadtest.figure.Figure;
import dev.carillon.loadtest.plan.Workload;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** All counts of one loop, or of several loops together. */
public record Tally(
        OpeningTally opening, KeepAliveTally keepAlives, WorkTally work, CloseTally closes, LoopTally loops) {

    /** An empty tally for {@code workload}. */
    public static Tally of(Workload workload) {
        return new Tally(
                new OpeningTally(), new KeepAliveTally(), WorkTally.of(workload), new CloseTally(), new LoopTally());
    }

    public void add(Tally other) {
        for (int i = 0; i < figures().size(); i++) {
            figures().get(i).add(other.figures().get(i));
        }
    }

    public void write(DataOutput out) throws IOException {
        for (Figure figure : figures()) {
            figure.write(out);
        }
    }

    /** Reads a tally of {@code workload} that {@link #write} has written, in this process or another. */
    public static Tally read(Workload workload, DataInput in) throws IOException {
        Tally read = of(workload);
        for (Figure figure : read.figures()) {
            figure.read(in);
        }
        return read;
    }

    private List<Figure> figures() {
        return List.of(opening, keepAlives, work, closes, loops);
    }
}
