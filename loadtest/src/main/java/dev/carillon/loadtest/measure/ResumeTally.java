package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.connect.OpeningTally;
import dev.carillon.loadtest.wire.Histograms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/** Subscribers that broke off and came back to where they were. */
public final class ResumeTally {
    private final Histogram caughtUp;
    private ReturnTally returns;
    private long recovered;
    private long unrecovered;

    ResumeTally() {
        this(new ReturnTally(new OpeningTally()), Latencies.histogram());
    }

    private ResumeTally(ReturnTally returns, Histogram caughtUp) {
        this.returns = returns;
        this.caughtUp = caughtUp;
    }

    /** Connections again are counted in {@code opening}; called before anything is counted. */
    public void begin(OpeningTally opening) {
        returns = new ReturnTally(opening);
    }

    /** A subscriber had all that it had missed, so long after it had begun to come back. */
    public void countCaughtUp(long nanos) {
        Latencies.record(caughtUp, nanos);
    }

    /** The server said to a subscriber that came back whether nothing was missing. */
    public void countAnswer(boolean complete) {
        if (complete) {
            recovered++;
        } else {
            unrecovered++;
        }
    }

    void add(ResumeTally other) {
        returns.add(other.returns);
        caughtUp.add(other.caughtUp);
        recovered += other.recovered;
        unrecovered += other.unrecovered;
    }

    void write(DataOutput out) throws IOException {
        returns.write(out);
        Histograms.write(caughtUp, out);
        out.writeLong(recovered);
        out.writeLong(unrecovered);
    }

    static ResumeTally read(DataInput in) throws IOException {
        ResumeTally read = new ResumeTally(ReturnTally.read(in), Histograms.read(in));
        read.recovered = in.readLong();
        read.unrecovered = in.readLong();
        return read;
    }

    /** Breaks and returns, and how they connected again. */
    public ReturnTally returns() {
        return returns;
    }

    /** From when a subscriber began to come back until it had all that was published before it was there again. */
    public Histogram caughtUp() {
        return caughtUp;
    }

    /** Returns of which the server said that nothing was missing. */
    public long recovered() {
        return recovered;
    }

    /** Returns of which the server said that something might be missing. */
    public long unrecovered() {
        return unrecovered;
    }

    /** Returns of which the server said neither. */
    public long untold() {
        return returns.back() - recovered - unrecovered;
    }
}
