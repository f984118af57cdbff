package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.connect.OpeningTally;
import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.figure.Quantity;
import dev.carillon.loadtest.figure.Several;
import org.HdrHistogram.Histogram;

/** Connections that ended as the plan has it, and came again. */
public final class ReturnTally extends FigureGroup implements WorkTally {
    public final Quantity gone = total("gone");
    public final Quantity back = total("back");
    /** How they came again: failures by class, and what a handshake took. */
    public final OpeningTally opening = hidden(new OpeningTally());
    /** From the end of a connection until its client had another: the slowest says how long recovery took. */
    public final Histogram away;
    /** Returns in each second of the run. */
    private final Several<Quantity> perSecond = hidden(new Several<>(FigureGroup::total));

    public ReturnTally() {
        show("failures", opening.failures::shown);
        this.away = latencies("away");
        show("handshake", () -> opening.handshakes);
        show("busiestSecond", this::busiestSecond);
    }

    /** Counts one that is back, so long after it went and in that second of the run. */
    public void countBack(long awayNanos, int second) {
        back.increment();
        Latencies.record(away, awayNanos);
        perSecond.at(second).increment();
    }

    /** Those that were not back when the run ended. */
    public long missing() {
        return gone.count() - back.count();
    }

    /** Returns in the second in which there were most. */
    public long busiestSecond() {
        return perSecond.all().stream().mapToLong(Quantity::count).max().orElse(0);
    }
}
