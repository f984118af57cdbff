package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.figure.Sum;
import org.HdrHistogram.Histogram;

/** What one phase of a scenario came to: publications that fell due in it, and connections that came and went meanwhile. */
public final class PhaseTally extends FigureGroup {
    private final Sum published = sum("published");
    private final Sum expected = sum("expected");
    private final Sum seen = sum("delivered");
    private final Sum lost = sum("lost");
    private final Sum opened = sum("opened");
    private final Sum closedEarly = sum("closedEarly");
    private final Sum open = sum("openAtEnd");
    private final Sum missing = sum("missingAtEnd");
    private final Histogram latency = latencies("latencyFromIntended");
    /** Loops on which it has ended. */
    private final Sum ended = hidden(new Sum());

    void countPublished() {
        published.increment();
    }

    void countSeen(long latencyNanos) {
        seen.increment();
        Latencies.record(latency, latencyNanos);
    }

    void countExpected(long count) {
        expected.add(count);
    }

    void countLost(long count) {
        lost.add(count);
    }

    public void countOpened() {
        opened.increment();
    }

    public void countClosedEarly() {
        closedEarly.increment();
    }

    /** It is over: so many connections are open, and so many that should be have been away for long. */
    public void end(int open, int missing) {
        this.open.add(open);
        this.missing.add(missing);
        ended.increment();
    }

    /** From when a publication of this phase was due until it was there. */
    public Histogram latency() {
        return latency;
    }

    public long published() {
        return published.count();
    }

    public long expected() {
        return expected.count();
    }

    public long seen() {
        return seen.count();
    }

    public long lost() {
        return lost.count();
    }

    /** Connections that came. */
    public long opened() {
        return opened.count();
    }

    public long closedEarly() {
        return closedEarly.count();
    }

    /** Subscribers' connections at its end. */
    public long open() {
        return open.count();
    }

    /** Whether there was an end of it, or of a part of it: the run may have ended before. */
    public boolean hasEnded() {
        return ended.count() > 0;
    }

    /** Connections that were open at any time of it, as far as was counted. */
    public long everOpen() {
        return open() + closedEarly() + opened();
    }

    /** Those that should have been there then, and had not been for more than a second. */
    public long missing() {
        return missing.count();
    }
}
