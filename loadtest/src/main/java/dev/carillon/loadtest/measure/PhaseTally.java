package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.figure.Sum;
import org.HdrHistogram.Histogram;

/** What one phase of a scenario came to: publications that fell due in it, and connections that came and went meanwhile. */
public final class PhaseTally extends FigureGroup {
    public final Sum published = sum("published");
    public final Sum expected = sum("expected");
    public final Sum seen = sum("delivered");
    public final Sum lost = sum("lost");
    /** Connections that came. */
    public final Sum opened = sum("opened");

    public final Sum closedEarly = sum("closedEarly");
    /** Subscribers' connections at its end. */
    public final Sum open = sum("openAtEnd");
    /** Those that should have been there then, and had not been for more than a second. */
    public final Sum missing = sum("missingAtEnd");
    /** From when a publication of this phase was due until it was there. */
    public final Histogram latency = latencies("latencyFromIntended");
    /** Loops on which it has ended. */
    private final Sum ended = hidden(new Sum());

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
