package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.wire.Histograms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * What came of numbered messages, whichever client received them: how late they were, and which were lost, duplicated, reordered or
 * garbled on their way.
 */
public abstract sealed class SequenceTally implements WorkTally permits DeliveryTally, EchoTally {
    private final Histogram fromIntended;
    private final Histogram fromSent;
    private final Histogram sendDelay;

    private long sent;
    private long unsent;
    private long postponed;
    private long lost;
    private long seen;
    private long duplicated;
    private long reordered;
    private long garbled;
    private long foreign;

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
        this.sent = in.readLong();
        this.unsent = in.readLong();
        this.postponed = in.readLong();
        this.lost = in.readLong();
        this.seen = in.readLong();
        this.duplicated = in.readLong();
        this.reordered = in.readLong();
        this.garbled = in.readLong();
        this.foreign = in.readLong();
    }

    // ---- counting

    public final void countSent(long delayNanos, boolean timed) {
        sent++;
        if (timed) {
            Latencies.record(sendDelay, delayNanos);
        }
    }

    /** Messages that fell due, and nobody was there to send them: the sender had lost its connection. */
    public final void countUnsent(long count) {
        unsent += count;
    }

    /** The server takes no more on a connection for now, so that a message that is due is not sent. */
    public final void countPostponed() {
        postponed++;
    }

    final void timeOne(Stamp stamp, long nowNanos) {
        Latencies.record(fromIntended, nowNanos - stamp.intendedNanos());
        Latencies.record(fromSent, nowNanos - stamp.sentNanos());
    }

    public final void countGarbled() {
        garbled++;
    }

    public final void countForeign() {
        foreign++;
    }

    /** What should have come on a connection, and did not. */
    public final void countLost(long count) {
        lost += count;
    }

    /** Takes over what {@code tracker} has found. */
    public final void conclude(SequenceTracker tracker) {
        seen += tracker.seen();
        duplicated += tracker.duplicated();
        reordered += tracker.reordered();
        lost += tracker.forgotten();
    }

    @Override
    public void add(WorkTally other) {
        SequenceTally that = (SequenceTally) other;
        fromIntended.add(that.fromIntended);
        fromSent.add(that.fromSent);
        sendDelay.add(that.sendDelay);
        sent += that.sent;
        unsent += that.unsent;
        postponed += that.postponed;
        lost += that.lost;
        seen += that.seen;
        duplicated += that.duplicated;
        reordered += that.reordered;
        garbled += that.garbled;
        foreign += that.foreign;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        Histograms.write(fromIntended, out);
        Histograms.write(fromSent, out);
        Histograms.write(sendDelay, out);
        out.writeLong(sent);
        out.writeLong(unsent);
        out.writeLong(postponed);
        out.writeLong(lost);
        out.writeLong(seen);
        out.writeLong(duplicated);
        out.writeLong(reordered);
        out.writeLong(garbled);
        out.writeLong(foreign);
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
        return sent;
    }

    /** Messages that fell due and could not be sent. */
    public final long unsent() {
        return unsent;
    }

    /** All messages that fell due. */
    public final long due() {
        return sent + unsent;
    }

    public final long postponed() {
        return postponed;
    }

    public final long lost() {
        return lost;
    }

    /** Arrivals, each counted once. */
    public final long seen() {
        return seen;
    }

    public final long duplicated() {
        return duplicated;
    }

    public final long reordered() {
        return reordered;
    }

    /** Changed on the way. */
    public final long garbled() {
        return garbled;
    }

    /** Messages of somebody else; not the server's fault. */
    public final long foreign() {
        return foreign;
    }
}
