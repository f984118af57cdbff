package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.figure.Total;
import org.HdrHistogram.Histogram;

/** The results of one phase of a scenario: publications that fell due in it, and connections that opened and closed. */
public final class PhaseTally extends FigureGroup {
    public final Total published = total("published");
    public final Total expected = total("expected");
    public final Total seen = total("delivered");
    public final Total lost = total("lost");
    /** Connections that came. */
    public final Total opened = total("opened");

    public final Total closedEarly = total("closedEarly");
    /** Subscribers' connections at its end. */
    public final Total open = total("openAtEnd");
    /** Those that should have been there then, and had not been for more than a second. */
    public final Total missing = total("missingAtEnd");
    /** From when a publication of this phase was due until it was there. */
    public final Histogram latency = latencies("latencyFromIntended");
    /** Loops on which it has ended. */
    private final Total ended = hidden(new Total());

    void countPublished() {
        count(published);
    }

    void countSeen(long latencyNanos) {
        count(seen);
        Latencies.record(latency, latencyNanos);
    }

    void countExpected(long count) {
        count(expected, count);
    }

    void countLost(long count) {
        count(lost, count);
    }

    public void countOpened() {
        count(opened);
    }

    public void countClosedEarly() {
        count(closedEarly);
    }

    /** It is over: so many connections are open, and so many that should be have been away for long. */
    public void end(int open, int missing) {
        count(this.open, open);
        count(this.missing, missing);
        count(ended);
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
