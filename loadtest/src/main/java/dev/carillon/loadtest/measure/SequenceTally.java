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
 * The figures of numbered messages, for all clients together: how late they were, and how many were lost, duplicated,
 * reordered or garbled on their way.
 */
public abstract sealed class SequenceTally extends FigureGroup implements WorkTally permits DeliveryTally, EchoTally {
    public final Quantity sent;
    /** Messages that were due and could not be sent. */
    public final Quantity unsent;
    /** How often a message that was due was not sent at once, because the server did not accept more at that time. */
    public final Quantity postponed;
    /** Messages that arrived, without duplicates. */
    public final Quantity seen;

    private final Map<Defect, Quantity> defects = new EnumMap<>(Defect.class);
    /** Messages of other programs. They are not a fault of the server. */
    public final Quantity foreign;
    /** The time from when a message should have been sent to its arrival. */
    public final Histogram fromIntended;
    /** The time from when a message was sent to its arrival. */
    public final Histogram fromSent;
    /** How much later than intended messages were sent. */
    public final Histogram sendDelay;

    /**
     * Makes an empty tally.
     *
     * @param sent name of the figure of messages that were sent
     * @param seen name of the figure of messages that arrived
     * @param defects that messages of this kind can have, in the order of the report
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

    /** Adds the counts of {@code tracker}. */
    public final void conclude(SequenceTracker tracker) {
        seen.add(tracker.seen());
        defect(Defect.DUPLICATED).add(tracker.duplicated());
        defect(Defect.REORDERED).add(tracker.reordered());
        defect(Defect.LOST).add(tracker.forgotten());
    }

    // ---- results

    /** All messages that were due, sent or not. */
    public final long due() {
        return sent.count() + unsent.count();
    }

    public final Quantity lost() {
        return defect(Defect.LOST);
    }

    /** The number of messages with this defect, which messages of this kind must be able to have. */
    public final Quantity defect(Defect defect) {
        return Objects.requireNonNull(defects.get(defect));
    }

    /** The defects that messages of this kind can have, in the order of the report. */
    public final List<Defect> defects() {
        return List.copyOf(defects.keySet());
    }

    /** The number of all defects. A server without faults causes none. */
    public final long faults() {
        return defects.values().stream().mapToLong(Quantity::count).sum();
    }
}
