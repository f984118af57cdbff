package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Quantity;
import org.HdrHistogram.Histogram;

/** Subscribers that broke off, reconnected, and resumed after the last message that they had received. */
public final class ResumeTally extends FigureGroup {
    /** Breaks, returns, and the attempts to connect again. */
    public final ReturnTally returns = hidden(new ReturnTally());
    /** Returns for which the server reported that nothing was missing. */
    public final Quantity recovered;
    /** Returns for which the server reported that something might be missing. */
    public final Quantity unrecovered;
    /**
     * The time from the beginning of a return until the subscriber had received everything that was published before it
     * was connected again.
     */
    public final Histogram caughtUp;

    ResumeTally() {
        showAll(returns);
        this.recovered = total("recovered");
        this.unrecovered = total("unrecovered");
        show("untold", this::untold);
        this.caughtUp = latencies("caughtUp");
    }

    /** Returns for which the server reported neither. */
    public long untold() {
        return returns.back.count() - recovered.count() - unrecovered.count();
    }
}
