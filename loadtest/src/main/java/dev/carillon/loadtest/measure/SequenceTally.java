package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.wire.Histograms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What came of numbered messages, whichever client received them: how late they were, and which were lost, duplicated, reordered or
 * garbled on their way.
 */
public abstract sealed class SequenceTally implements WorkTally permits DeliveryTally, EchoTally {
    private final Histogram fromIntended;
    private final Histogram fromSent;
    private final Histogram sendDelay;

    private final Counts<Count> counts = new Counts<>(Count.class);
    private final Counts<Defect> defects = new Counts<>(Defect.class);

    /** What is counted of messages, besides what is wrong with them. */
    enum Count {
        SENT,
        UNSENT,
        POSTPONED,
        SEEN,
        FOREIGN,
        EXPECTED,
        REFUSED
    }

    SequenceTally() {
        this.fromIntended = Latencies.histogram();
        this.fromSent = Latencies.histogram();
        this.sendDelay = Latencies.histogram();
    }

    /** As {@link #write} wrote it. */
    SequenceTally(DataInput in) throws IOException {
        this.fromIntended = Histograms.read(in);
        this.fromSent = Histograms.read(in);
        this.sendDelay = Histograms.read(in);
        counts.read(in);
        defects.read(in);
    }

    // ---- counting

    public final void countSent(long delayNanos, boolean timed) {
        counts.increment(Count.SENT);
        if (timed) {
            Latencies.record(sendDelay, delayNanos);
        }
    }

    /** Messages that fell due, and nobody was there to send them: the sender had lost its connection. */
    public final void countUnsent(long count) {
        counts.add(Count.UNSENT, count);
    }

    /** The server takes no more on a connection for now, so that a message that is due is not sent. */
    public final void countPostponed() {
        counts.increment(Count.POSTPONED);
    }

    final void timeOne(Stamp stamp, long nowNanos) {
        Latencies.record(fromIntended, nowNanos - stamp.intendedNanos());
        Latencies.record(fromSent, nowNanos - stamp.sentNanos());
    }

    public final void countGarbled() {
        count(Defect.GARBLED);
    }

    public final void countForeign() {
        counts.increment(Count.FOREIGN);
    }

    final void count(Defect defect) {
        defects.increment(defect);
    }

    final void count(Count what, long count) {
        counts.add(what, count);
    }

    /** What should have come on a connection, and did not. */
    public final void countLost(long count) {
        defects.add(Defect.LOST, count);
    }

    /** Takes over what {@code tracker} has found. */
    public final void conclude(SequenceTracker tracker) {
        counts.add(Count.SEEN, tracker.seen());
        defects.add(Defect.DUPLICATED, tracker.duplicated());
        defects.add(Defect.REORDERED, tracker.reordered());
        defects.add(Defect.LOST, tracker.forgotten());
    }

    @Override
    public void add(WorkTally other) {
        SequenceTally that = (SequenceTally) other;
        fromIntended.add(that.fromIntended);
        fromSent.add(that.fromSent);
        sendDelay.add(that.sendDelay);
        counts.add(that.counts);
        defects.add(that.defects);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        Histograms.write(fromIntended, out);
        Histograms.write(fromSent, out);
        Histograms.write(sendDelay, out);
        counts.write(out);
        defects.write(out);
    }

    // ---- what came of it

    /** From when a message should have been sent until it had arrived. */
    public final Histogram fromIntended() {
        return fromIntended;
    }

    /** From when it was sent. */
    public final Histogram fromSent() {
        return fromSent;
    }

    /** How much later than intended messages were sent. */
    public final Histogram sendDelay() {
        return sendDelay;
    }

    public final long sent() {
        return counts.of(Count.SENT);
    }

    /** Messages that fell due and could not be sent. */
    public final long unsent() {
        return counts.of(Count.UNSENT);
    }

    /** All messages that fell due. */
    public final long due() {
        return sent() + unsent();
    }

    public final long postponed() {
        return counts.of(Count.POSTPONED);
    }

    public final long lost() {
        return defect(Defect.LOST);
    }

    /** Arrivals, each counted once. */
    public final long seen() {
        return counts.of(Count.SEEN);
    }

    public final long defect(Defect defect) {
        return defects.of(defect);
    }

    /** What can be wrong with messages of this kind, in the order in which people read it. */
    public abstract List<Defect> defects();

    /** Everything that a server which does its work never shows. */
    public final long faults() {
        return defects().stream().mapToLong(this::defect).sum();
    }

    final long count(Count what) {
        return counts.of(what);
    }

    /** Messages of somebody else; not the server's fault. */
    public final long foreign() {
        return counts.of(Count.FOREIGN);
    }
}
