package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.wire.Histograms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/** What one phase of a scenario came to: publications that fell due in it, and connections that came and went meanwhile. */
public final class PhaseTally {
    private final Histogram latency;
    private long published;
    private long expected;
    private long seen;
    private long lost;
    private long opened;
    private long closedEarly;
    private long open;
    private long missing;
    /** Loops on which it has ended. */
    private long ended;

    PhaseTally() {
        this.latency = Latencies.histogram();
    }

    private PhaseTally(DataInput in) throws IOException {
        this.latency = Histograms.read(in);
        this.published = in.readLong();
        this.expected = in.readLong();
        this.seen = in.readLong();
        this.lost = in.readLong();
        this.opened = in.readLong();
        this.closedEarly = in.readLong();
        this.open = in.readLong();
        this.missing = in.readLong();
        this.ended = in.readLong();
    }

    static PhaseTally read(DataInput in) throws IOException {
        return new PhaseTally(in);
    }

    void write(DataOutput out) throws IOException {
        Histograms.write(latency, out);
        for (long count : new long[] {published, expected, seen, lost, opened, closedEarly, open, missing, ended}) {
            out.writeLong(count);
        }
    }

    void add(PhaseTally other) {
        latency.add(other.latency);
        published += other.published;
        expected += other.expected;
        seen += other.seen;
        lost += other.lost;
        opened += other.opened;
        closedEarly += other.closedEarly;
        open += other.open;
        missing += other.missing;
        ended += other.ended;
    }

    void countPublished() {
        published++;
    }

    void countSeen(long latencyNanos) {
        seen++;
        Latencies.record(latency, latencyNanos);
    }

    void countExpected(long count) {
        expected += count;
    }

    void countLost(long count) {
        lost += count;
    }

    public void countOpened() {
        opened++;
    }

    public void countClosedEarly() {
        closedEarly++;
    }

    /** It is over: so many connections are open, and so many that should be have been away for long. */
    public void end(int open, int missing) {
        this.open = open;
        this.missing = missing;
        this.ended = 1;
    }

    /** From when a publication of this phase was due until it was there. */
    public Histogram latency() {
        return latency;
    }

    public long published() {
        return published;
    }

    public long expected() {
        return expected;
    }

    public long seen() {
        return seen;
    }

    public long lost() {
        return lost;
    }

    /** Connections that came. */
    public long opened() {
        return opened;
    }

    public long closedEarly() {
        return closedEarly;
    }

    /** Subscribers' connections at its end. */
    public long open() {
        return open;
    }

    /** Whether there was an end of it, or of a part of it: the run may have ended before. */
    public boolean hasEnded() {
        return ended > 0;
    }

    /** Connections that were open at any time of it, as far as was counted. */
    public long everOpen() {
        return open + closedEarly + opened;
    }

    /** Those that should have been there then, and had not been for more than a second. */
    public long missing() {
        return missing;
    }
}
