package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.figure.Quantity;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/**
 * The results of numbered messages, whichever client received them: how late they were, and which were lost, duplicated,
 * reordered or garbled on their way.
 */
public abstract sealed class SequenceTally extends FigureGroup implements WorkTally permits DeliveryTally, EchoTally {
    public final Quantity sent;
    /** Messages that fell due and could not be sent. */
    public final Quantity unsent;
    /** How often the server took no more on a connection for now, so that a message that was due was not sent. */
    public final Quantity postponed;
    /** Arrivals, each counted once. */
    public final Quantity seen;

    private final Map<Defect, Quantity> defects = new EnumMap<>(Defect.class);
    /** Messages of other programs, which are no fault of the server. */
    public final Quantity foreign;
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
        sent.increment();
        if (timed) {
            Latencies.record(sendDelay, delayNanos);
        }
    }

    public final void time(Stamp stamp, long nowNanos) {
        Latencies.record(fromIntended, nowNanos - stamp.intendedNanos());
        Latencies.record(fromSent, nowNanos - stamp.sentNanos());
    }

    /** Takes over what {@code tracker} has found. */
    public final void conclude(SequenceTracker tracker) {
        seen.add(tracker.seen());
        defect(Defect.DUPLICATED).add(tracker.duplicated());
        defect(Defect.REORDERED).add(tracker.reordered());
        defect(Defect.LOST).add(tracker.forgotten());
    }

    // ---- what came of it

    /** All messages that fell due. */
    public final long due() {
        return sent.count() + unsent.count();
    }

    public final Quantity lost() {
        return defect(Defect.LOST);
    }

    /** Messages with a defect that messages of this kind can have. */
    public final Quantity defect(Defect defect) {
        return Objects.requireNonNull(defects.get(defect));
    }

    /** Defects that messages of this kind can have, in the order of the report. */
    public final List<Defect> defects() {
        return List.copyOf(defects.keySet());
    }

    /** Everything that a server which does its work never shows. */
    public final long faults() {
        return defects.values().stream().mapToLong(Quantity::count).sum();
    }
}
