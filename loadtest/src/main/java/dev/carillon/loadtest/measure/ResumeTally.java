package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.figure.Total;
import org.HdrHistogram.Histogram;

/** Subscribers that broke off and came back to where they were. */
public final class ResumeTally extends FigureGroup {
    /** Breaks and returns, and how they connected again. */
    public final ReturnTally returns = hidden(new ReturnTally());
    /** Returns of which the server said that nothing was missing. */
    public final Total recovered;
    /** Returns of which the server said that something might be missing. */
    public final Total unrecovered;
    /** From when a subscriber began to come back until it had all that was published before it was there again. */
    public final Histogram caughtUp;

    ResumeTally() {
        showAll(returns);
        this.recovered = total("recovered");
        this.unrecovered = total("unrecovered");
        show("untold", this::untold);
        this.caughtUp = latencies("caughtUp");
    }

    /** A subscriber had all that it had missed, so long after it had begun to come back. */
    public void countCaughtUp(long nanos) {
        Latencies.record(caughtUp, nanos);
    }

    /** The server said to a subscriber that came back whether nothing was missing. */
    public void countAnswer(boolean complete) {
        if (complete) {
            count(recovered);
        } else {
            count(unrecovered);
        }
    }

    /** Returns of which the server said neither. */
    public long untold() {
        return returns.back.count() - recovered.count() - unrecovered.count();
    }
}
