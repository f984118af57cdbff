package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Quantity;
import org.HdrHistogram.Histogram;

/** Subscribers that broke off and came back to where they were. */
public final class ResumeTally extends FigureGroup {
    /** Breaks and returns, and how they connected again. */
    public final ReturnTally returns = hidden(new ReturnTally());
    /** Returns of which the server said that nothing was missing. */
    public final Quantity recovered;
    /** Returns of which the server said that something might be missing. */
    public final Quantity unrecovered;
    /** From when a subscriber began to come back until it had all that was published before it was there again. */
    public final Histogram caughtUp;

    ResumeTally() {
        showAll(returns);
        this.recovered = total("recovered");
        this.unrecovered = total("unrecovered");
        show("untold", this::untold);
        this.caughtUp = latencies("caughtUp");
    }

    /** Returns of which the server said neither. */
    public long untold() {
        return returns.back.count() - recovered.count() - unrecovered.count();
    }
}
