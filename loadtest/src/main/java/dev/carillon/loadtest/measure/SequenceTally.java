package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.figure.Total;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/**
 * The results of numbered messages, whichever client received them: how late they were, and which were lost, duplicated, reordered or
 * garbled on their way.
 */
public abstract sealed class SequenceTally extends FigureGroup implements WorkTally permits DeliveryTally, EchoTally {
    public final Total sent;
    /** Messages that fell due and could not be sent. */
    public final Total unsent;

    public final Total postponed;
    /** Arrivals, each counted once. */
    public final Total seen;

    private final Map<Defect, Total> defects = new EnumMap<>(Defect.class);
    /** Messages of somebody else; not the server's fault. */
    public final Total foreign;
    /** From when a message should have been sent until it had arrived. */
    public final Histogram fromIntended;
    /** From when it was sent. */
    public final Histogram fromSent;
    /** How much later than intended messages were sent. */
    public final Histogram sendDelay;

    /**
     * @param sent what messages that left are called, and {@code seen} those that arrived
     * @param defects what can be wrong with messages of this kind, in the order in which people read it
     */
    SequenceTally(String sent, String seen, List<Defect> defects) {
        this.sent = total(sent);
        this.unsent = total("unsent");
        this.postponed = total("postponed");
        this.seen = total(seen);
        defects.forEach(defect -> this.defects.put(defect, total(defect.text())));
        this.foreign = total("foreign");
        this.fromIntended = latencies("latencyFromIntended");
        this.fromSent = latencies("latencyFromSent");
        this.sendDelay = latencies("leftLate");
    }

    // ---- counting

    public final void countSent(long delayNanos, boolean timed) {
        count(sent);
        if (timed) {
            Latencies.record(sendDelay, delayNanos);
        }
    }

    /** Messages that fell due and were not sent, because the sender had lost its connection. */
    public final void countUnsent(long count) {
        count(unsent, count);
    }

    /** The server takes no more on a connection for now, so that a message that is due is not sent. */
    public final void countPostponed() {
        count(postponed);
    }

    final void timeOne(Stamp stamp, long nowNanos) {
        Latencies.record(fromIntended, nowNanos - stamp.intendedNanos());
        Latencies.record(fromSent, nowNanos - stamp.sentNanos());
    }

    public final void countGarbled() {
        count(Defect.GARBLED, 1);
    }

    public final void countForeign() {
        count(foreign);
    }

    final void count(Defect defect, long count) {
        count(of(defect), count);
    }

    /** Messages that were expected on a connection, and did not come. */
    public final void countLost(long count) {
        count(Defect.LOST, count);
    }

    /** Takes over what {@code tracker} has found. */
    public final void conclude(SequenceTracker tracker) {
        count(seen, tracker.seen());
        count(Defect.DUPLICATED, tracker.duplicated());
        count(Defect.REORDERED, tracker.reordered());
        count(Defect.LOST, tracker.forgotten());
    }

    // ---- what came of it

    /** All messages that fell due. */
    public final long due() {
        return sent.count() + unsent.count();
    }

    public final long lost() {
        return defect(Defect.LOST);
    }

    public final long defect(Defect defect) {
        return of(defect).count();
    }

    /** Defects that messages of this kind can have, in the order of the report. */
    public final List<Defect> defects() {
        return List.copyOf(defects.keySet());
    }

    /** Everything that a server which does its work never shows. */
    public final long faults() {
        return defects.values().stream().mapToLong(Total::count).sum();
    }

    private Total of(Defect defect) {
        return Objects.requireNonNull(defects.get(defect));
    }
}
