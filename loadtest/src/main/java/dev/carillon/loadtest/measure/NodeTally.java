package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.figure.Quantity;
import org.HdrHistogram.Histogram;

/** Deliveries to the subscribers of one node of a cluster. */
public final class NodeTally extends FigureGroup {
    public final Quantity expected = total("expected");
    public final Quantity lost = total("lost");
    /** The time from when a publication was due to its delivery, for publications from clients of this node. */
    public final Histogram sameNode = latencies("latencyFromSameNode");
    /** The same time for publications from clients of other nodes. */
    public final Histogram otherNode = latencies("latencyFromOtherNodes");

    /** Counts a delivery; {@code same} is true if the publication is from a client of this node. */
    public void time(boolean same, long latencyNanos) {
        Latencies.record(same ? sameNode : otherNode, latencyNanos);
    }
}
