package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.figure.Sum;
import org.HdrHistogram.Histogram;

/** What came to the subscribers of one node of a cluster. */
public final class NodeTally extends FigureGroup {
    private final Sum expected = sum("expected");
    private final Sum lost = sum("lost");
    private final Histogram sameNode = latencies("latencyFromSameNode");
    private final Histogram otherNode = latencies("latencyFromOtherNodes");

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
        this.expected.add(expected);
        this.lost.add(lost);
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
        return expected.count();
    }

    public long lost() {
        return lost.count();
    }
}
