package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Quantity;
import org.HdrHistogram.Histogram;

/** The results of one phase of a scenario: publications that fell due in it, and connections that opened and closed. */
public final class PhaseTally extends FigureGroup {
    public final Quantity published = total("published");
    public final Quantity expected = total("expected");
    public final Quantity seen = total("delivered");
    public final Quantity lost = total("lost");
    /** Connections that came. */
    public final Quantity opened = total("opened");

    public final Quantity closedEarly = total("closedEarly");
    /** Subscribers' connections at its end. */
    public final Quantity open = total("openAtEnd");
    /** Those that should have been there then, and had not been for more than a second. */
    public final Quantity missing = total("missingAtEnd");
    /** From when a publication of this phase was due until it was there. */
    public final Histogram latency = latencies("latencyFromIntended");
    /** Loops on which it has ended. */
    private final Quantity ended = hidden(total());

    /** It is over: so many connections are open, and so many that should be have been away for long. */
    public void end(int open, int missing) {
        this.open.add(open);
        this.missing.add(missing);
        ended.increment();
    }

    /** Whether there was an end of it, or of a part of it: the run may have ended before. */
    public boolean hasEnded() {
        return ended.count() > 0;
    }

    /** Connections that were open at any time of it, as far as was counted. */
    public long everOpen() {
        return open.count() + closedEarly.count() + opened.count();
    }
}
