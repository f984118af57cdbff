package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.wire.Histograms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Publications and deliveries. What was lost, duplicated or reordered is counted from the first publication to the last;
 * latencies are those of publications that fell due after the warm-up.
 */
public final class DeliveryTally implements WorkTally {
    private final Histogram fromIntended;
    private final Histogram fromSent;
    private final Histogram sendDelay;
    private final Spread spread;
    private final Fanout fanout;

    private long published;
    private long postponed;
    private long expected;
    private long lost;
    private long seen;
    private long duplicated;
    private long reordered;
    private long garbled;
    private long misrouted;
    private long foreign;
    private long refused;
    private final SlowTally slow;

    /** For about so many publications. */
    public DeliveryTally(Fanout fanout, long publications) {
        this(
                fanout,
                List.of(Latencies.histogram(), Latencies.histogram(), Latencies.histogram()),
                new Spread(publications),
                new SlowTally());
    }

    private DeliveryTally(Fanout fanout, List<Histogram> histograms, Spread spread, SlowTally slow) {
        this.fanout = fanout;
        this.fromIntended = histograms.get(0);
        this.fromSent = histograms.get(1);
        this.sendDelay = histograms.get(2);
        this.spread = spread;
        this.slow = slow;
    }

    // ---- counting

    public void countPublished(long delayNanos, boolean timed) {
        published++;
        if (timed) {
            Latencies.record(sendDelay, delayNanos);
        }
    }

    /** The server takes no more for now, so that a publication that is due waits. */
    public void countPostponed() {
        postponed++;
    }

    public void time(Stamp stamp, long nowNanos, long publication) {
        long sinceIntended = nowNanos - stamp.intendedNanos();
        Latencies.record(fromIntended, sinceIntended);
        Latencies.record(fromSent, nowNanos - stamp.sentNanos());
        spread.onDelivery(publication, sinceIntended);
    }

    /** The server answered a publication, and not with success. */
    public void countRefused() {
        refused++;
    }

    public void countGarbled() {
        garbled++;
    }

    public void countMisrouted() {
        misrouted++;
    }

    public void countForeign() {
        foreign++;
    }

    /** What one subscriber should have had of one publisher, and what of that never came. */
    public void countExpected(long expected, long lost) {
        this.expected += expected;
        this.lost += lost;
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
        DeliveryTally that = (DeliveryTally) other;
        fromIntended.add(that.fromIntended);
        fromSent.add(that.fromSent);
        sendDelay.add(that.sendDelay);
        spread.add(that.spread);
        published += that.published;
        postponed += that.postponed;
        expected += that.expected;
        lost += that.lost;
        seen += that.seen;
        duplicated += that.duplicated;
        reordered += that.reordered;
        garbled += that.garbled;
        misrouted += that.misrouted;
        foreign += that.foreign;
        refused += that.refused;
        slow.add(that.slow);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        Histograms.write(fromIntended, out);
        Histograms.write(fromSent, out);
        Histograms.write(sendDelay, out);
        spread.write(out);
        slow.write(out);
        out.writeLong(published);
        out.writeLong(postponed);
        out.writeLong(expected);
        out.writeLong(lost);
        out.writeLong(seen);
        out.writeLong(duplicated);
        out.writeLong(reordered);
        out.writeLong(garbled);
        out.writeLong(misrouted);
        out.writeLong(foreign);
        out.writeLong(refused);
    }

    static DeliveryTally read(Fanout fanout, DataInput in) throws IOException {
        List<Histogram> histograms = List.of(Histograms.read(in), Histograms.read(in), Histograms.read(in));
        DeliveryTally read = new DeliveryTally(fanout, histograms, Spread.read(in), SlowTally.read(in));
        read.published = in.readLong();
        read.postponed = in.readLong();
        read.expected = in.readLong();
        read.lost = in.readLong();
        read.seen = in.readLong();
        read.duplicated = in.readLong();
        read.reordered = in.readLong();
        read.garbled = in.readLong();
        read.misrouted = in.readLong();
        read.foreign = in.readLong();
        read.refused = in.readLong();
        return read;
    }

    // ---- what came of it

    /** What was to be done. */
    public Fanout fanout() {
        return fanout;
    }

    /** From when a publication should have been sent until a subscriber had it. */
    public Histogram fromIntended() {
        return fromIntended;
    }

    /** From when it was sent. */
    public Histogram fromSent() {
        return fromSent;
    }

    /** How much later than intended publications were sent. */
    public Histogram sendDelay() {
        return sendDelay;
    }

    public Spread spread() {
        return spread;
    }

    public long published() {
        return published;
    }

    public long postponed() {
        return postponed;
    }

    /** Deliveries that there should have been. */
    public long expected() {
        return expected;
    }

    public long lost() {
        return lost;
    }

    /** Deliveries that were, each counted once. */
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

    /** Of a topic that the subscriber had not asked for. */
    public long misrouted() {
        return misrouted;
    }

    /** Messages of somebody else; not the server's fault. */
    public long foreign() {
        return foreign;
    }

    /** Publications that the server answered with something other than success. */
    public long refused() {
        return refused;
    }

    /** What became of those who read slowly on purpose, who count nowhere else. */
    public SlowTally slow() {
        return slow;
    }

    /** Everything that a server which does its work never shows. */
    public long faults() {
        return lost + duplicated + reordered + garbled + misrouted;
    }
}
