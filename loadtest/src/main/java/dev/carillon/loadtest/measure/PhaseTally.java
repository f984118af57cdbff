package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Quantity;
import org.HdrHistogram.Histogram;

/** The figures of one phase of a scenario: publications that were due in it, and connections that opened and closed. */
public final class PhaseTally extends FigureGroup {
    public final Quantity published = total("published");
    public final Quantity expected = total("expected");
    public final Quantity seen = total("delivered");
    public final Quantity lost = total("lost");
    /** Connections that were opened in the phase. */
    public final Quantity opened = total("opened");

    public final Quantity closedEarly = total("closedEarly");
    /** Connections of subscribers that were open at the end of the phase. */
    public final Quantity open = total("openAtEnd");
    /** Connections that should have been open then, and had not been open for more than a second. */
    public final Quantity missing = total("missingAtEnd");
    /** The time from when a publication of this phase was due to its delivery. */
    public final Histogram latency = latencies("latencyFromIntended");
    /** The loops on which the phase has ended. */
    private final Quantity ended = hidden(total());

    /**
     * Ends the phase on one loop.
     *
     * @param open connections that are open now
     * @param missing connections that should be open, and have not been for more than a second
     */
    public void end(int open, int missing) {
        this.open.add(open);
        this.missing.add(missing);
        ended.increment();
    }

    /** Whether the phase has ended on at least one loop. It has not if the run ended before. */
    public boolean hasEnded() {
        return ended.count() > 0;
    }

    /** Connections that were open at any time of the phase, as far as they were counted. */
    public long everOpen() {
        return open.count() + closedEarly.count() + opened.count();
    }
}
