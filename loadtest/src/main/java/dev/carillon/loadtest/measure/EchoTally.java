package dev.carillon.loadtest.measure;

import org.HdrHistogram.Histogram;

/**
 * Messages and what came back. What was lost, duplicated or reordered is counted from the first to the last; round trips
 * are those of messages that fell due after the warm-up.
 */
public final class EchoTally implements WorkTally {
    private final Histogram fromIntended = Latencies.histogram();
    private final Histogram fromSent = Latencies.histogram();
    private final Histogram sendDelay = Latencies.histogram();
    private long sent;
    private long postponed;
    private long lost;
    private long seen;
    private long duplicated;
    private long reordered;
    private long garbled;
    private long foreign;

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
