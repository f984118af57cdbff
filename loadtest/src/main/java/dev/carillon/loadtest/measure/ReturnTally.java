package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.connect.OpeningTally;
import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.figure.Quantity;
import dev.carillon.loadtest.figure.Several;
import org.HdrHistogram.Histogram;

/** Connections that ended as planned, and were opened again. */
public final class ReturnTally extends FigureGroup implements WorkTally {
    public final Quantity gone = total("gone");
    public final Quantity back = total("back");
    /** How they were opened again: failures by class, and the duration of handshakes. */
    public final OpeningTally opening = hidden(new OpeningTally());
    /**
     * The time from the end of a connection until its client has another. The largest one is the time that recovery
     * takes.
     */
    public final Histogram away;
    /** Returns in each second of the run. */
    private final Several<Quantity> perSecond = hidden(new Several<>(FigureGroup::total));

    public ReturnTally() {
        show("failures", opening.failures::shown);
        this.away = latencies("away");
        show("handshake", () -> opening.handshakes);
        show("busiestSecond", this::busiestSecond);
    }

    /**
     * Counts a connection that is open again.
     *
     * @param awayNanos time since the connection before it ended
     * @param second of the run, from 0
     */
    public void countBack(long awayNanos, int second) {
        back.increment();
        Latencies.record(away, awayNanos);
        perSecond.at(second).increment();
    }

    /** Connections that were not open again when the run ended. */
    public long missing() {
        return gone.count() - back.count();
    }

    /** The number of returns in the second that has the most of them. */
    public long busiestSecond() {
        return perSecond.all().stream().mapToLong(Quantity::count).max().orElse(0);
    }
}
