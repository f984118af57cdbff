package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.connect.OpeningTally;
import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.figure.Several;
import dev.carillon.loadtest.figure.Sum;
import org.HdrHistogram.Histogram;

/** Connections that ended as the plan has it, and came again. */
public final class ReturnTally extends FigureGroup implements WorkTally {
    private final Sum gone = sum("gone");
    private final Sum back = sum("back");
    private final OpeningTally opening = hidden(new OpeningTally());
    private final Histogram away;
    /** Returns in each second of the run. */
    private final Several<Sum> perSecond = hidden(new Several<>(Sum::new));

    public ReturnTally() {
        show("failures", opening::failures);
        this.away = latencies("away");
        show("handshake", opening::handshakes);
        show("busiestSecond", this::busiestSecond);
    }

    public void countGone() {
        gone.increment();
    }

    /** Counts one that is back, so long after it went and in that second of the run. */
    public void countBack(long awayNanos, int second) {
        back.increment();
        Latencies.record(away, awayNanos);
        perSecond.at(second).increment();
    }

    /** How they came again: failures by class, and what a handshake took. */
    public OpeningTally opening() {
        return opening;
    }

    /** From the end of a connection until its client had another: the slowest says how long recovery took. */
    public Histogram away() {
        return away;
    }

    public long gone() {
        return gone.count();
    }

    public long back() {
        return back.count();
    }

    /** Those that were not back when the run ended. */
    public long missing() {
        return gone() - back();
    }

    /** Returns in the second in which there were most. */
    public long busiestSecond() {
        return perSecond.all().stream().mapToLong(Sum::count).max().orElse(0);
    }
}
