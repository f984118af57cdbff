package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.wire.Histograms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * Messages and what came back. What was lost, duplicated or reordered is counted from the first to the last; round trips
 * are those of messages that fell due after the warm-up.
 */
public final class EchoTally implements WorkTally {
    private final Histogram fromIntended;
    private final Histogram fromSent;
    private final Histogram sendDelay;
    private long sent;
    private long postponed;
    private long lost;
    private long seen;
    private long duplicated;
    private long reordered;
    private long garbled;
    private long foreign;

    public EchoTally() {
        this(Latencies.histogram(), Latencies.histogram(), Latencies.histogram());
    }

    private EchoTally(Histogram fromIntended, Histogram fromSent, Histogram sendDelay) {
        this.fromIntended = fromIntended;
        this.fromSent = fromSent;
        this.sendDelay = sendDelay;
    }

    public void countSent(long delayNanos, boolean timed) {
        sent++;
        if (timed) {
            Latencies.record(sendDelay, delayNanos);
        }
    }

    /** The server takes no more on a connection for now, so that a message that is due is not sent. */
    public void countPostponed() {
        postponed++;
    }

    public void time(Stamp stamp, long nowNanos) {
        Latencies.record(fromIntended, nowNanos - stamp.intendedNanos());
        Latencies.record(fromSent, nowNanos - stamp.sentNanos());
    }

    public void countGarbled() {
        garbled++;
    }

    public void countForeign() {
        foreign++;
    }

    /** What one connection never had back, though it stayed open. */
    public void countLost(long count) {
        lost += count;
    }

    /** Takes over what {@code tracker} has found. */
    public void conclude(SequenceTracker tracker) {
        seen += tracker.seen();
        duplicated += tracker.duplicated();
        reordered += tracker.reordered();
        lost += tracker.forgotten();
    }

    @Override
    public void add(WorkTally other) {
        EchoTally that = (EchoTally) other;
        fromIntended.add(that.fromIntended);
        fromSent.add(that.fromSent);
        sendDelay.add(that.sendDelay);
        sent += that.sent;
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
        out.writeLong(postponed);
        out.writeLong(lost);
        out.writeLong(seen);
        out.writeLong(duplicated);
        out.writeLong(reordered);
        out.writeLong(garbled);
        out.writeLong(foreign);
    }

    static EchoTally read(DataInput in) throws IOException {
        EchoTally read = new EchoTally(Histograms.read(in), Histograms.read(in), Histograms.read(in));
        read.sent = in.readLong();
        read.postponed = in.readLong();
        read.lost = in.readLong();
        read.seen = in.readLong();
        read.duplicated = in.readLong();
        read.reordered = in.readLong();
        read.garbled = in.readLong();
        read.foreign = in.readLong();
        return read;
    }

    /** From when a message should have been sent until it was back. */
    public Histogram fromIntended() {
        return fromIntended;
    }

    /** From when it was sent. */
    public Histogram fromSent() {
        return fromSent;
    }

    /** How much later than intended messages were sent. */
    public Histogram sendDelay() {
        return sendDelay;
    }

    public long sent() {
        return sent;
    }

    public long postponed() {
        return postponed;
    }

    public long lost() {
        return lost;
    }

    /** Echoes, each counted once. */
    public long seen() {
        return seen;
    }

    public long duplicated() {
        return duplicated;
    }

    public long reordered() {
        return reordered;
    }

    /** Changed on the way. */
    public long garbled() {
        return garbled;
    }

    /** Messages that were no echo. */
    public long foreign() {
        return foreign;
    }
}
