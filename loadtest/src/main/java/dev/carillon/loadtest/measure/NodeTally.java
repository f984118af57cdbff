package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.wire.Histograms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/** What came to the subscribers of one node of a cluster. */
public final class NodeTally {
    private final Histogram sameNode;
    private final Histogram otherNode;
    private long expected;
    private long lost;

    NodeTally() {
        this.sameNode = Latencies.histogram();
        this.otherNode = Latencies.histogram();
    }

    private NodeTally(DataInput in) throws IOException {
        this.sameNode = Histograms.read(in);
        this.otherNode = Histograms.read(in);
        this.expected = in.readLong();
        this.lost = in.readLong();
    }

    static NodeTally read(DataInput in) throws IOException {
        return new NodeTally(in);
    }

    void write(DataOutput out) throws IOException {
        Histograms.write(sameNode, out);
        Histograms.write(otherNode, out);
        out.writeLong(expected);
        out.writeLong(lost);
    }

    void add(NodeTally other) {
        sameNode.add(other.sameNode);
        otherNode.add(other.otherNode);
        expected += other.expected;
        lost += other.lost;
    }

    // ---- counting

    /**
     * Counts a delivery.
     *
     * @param same whether it was published on this node
     */
    public void time(boolean same, long latencyNanos) {
        Latencies.record(same ? sameNode : otherNode, latencyNanos);
    }

    public void countExpected(long expected, long lost) {
        this.expected += expected;
        this.lost += lost;
    }

    // ---- what came of it

    /** From when a publication was due, of those that were published on this node. */
    public Histogram sameNode() {
        return sameNode;
    }

    /** The same of those that were published on other nodes. */
    public Histogram otherNode() {
        return otherNode;
    }

    public long expected() {
        return expected;
    }

    public long lost() {
        return lost;
    }
}
