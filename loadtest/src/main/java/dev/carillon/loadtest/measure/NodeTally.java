package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.figure.Total;
import org.HdrHistogram.Histogram;

/** Deliveries to the subscribers of one node of a cluster. */
public final class NodeTally extends FigureGroup {
    public final Total expected = total("expected");
    public final Total lost = total("lost");
    /** From when a publication was due, of those that were published on this node. */
    public final Histogram sameNode = latencies("latencyFromSameNode");
    /** The same of those that were published on other nodes. */
    public final Histogram otherNode = latencies("latencyFromOtherNodes");

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
        count(this.expected, expected);
        count(this.lost, lost);
    }

    // ---- what came of it

}
