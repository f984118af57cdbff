package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.wire.Histograms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/** Signs of life: sent, answered, and whether any came too late. */
public final class KeepAliveTally {
    private final Histogram roundTrips;
    private long sent;
    private long silences;
    private long answered;
    private long unanswered;
    private long overdue;
    private long longestSilenceNanos;

    public KeepAliveTally() {
        this(Latencies.histogram());
    }

    private KeepAliveTally(Histogram roundTrips) {
        this.roundTrips = roundTrips;
    }

    /** Counts a sign of life that ends a silence of {@code silenceNanos}. */
    public void countSent(long silenceNanos, long allowedNanos) {
        sent++;
        countSilence(silenceNanos, allowedNanos);
    }

    /** Counts a silence that something other than a sign of life ends. */
    public void countSilence(long silenceNanos, long allowedNanos) {
        silences++;
        longestSilenceNanos = Math.max(longestSilenceNanos, silenceNanos);
        if (silenceNanos > allowedNanos) {
            overdue++;
        }
    }

    public void countAnswered(long nanosSinceSent) {
        answered++;
        Latencies.record(roundTrips, nanosSinceSent);
    }

    public void countUnanswered() {
        unanswered++;
    }

    public void add(KeepAliveTally other) {
        roundTrips.add(other.roundTrips);
        sent += other.sent;
        silences += other.silences;
        answered += other.answered;
        unanswered += other.unanswered;
        overdue += other.overdue;
        longestSilenceNanos = Math.max(longestSilenceNanos, other.longestSilenceNanos);
    }

    void write(DataOutput out) throws IOException {
        Histograms.write(roundTrips, out);
        out.writeLong(sent);
        out.writeLong(silences);
        out.writeLong(answered);
        out.writeLong(unanswered);
        out.writeLong(overdue);
        out.writeLong(longestSilenceNanos);
    }

    static KeepAliveTally read(DataInput in) throws IOException {
        KeepAliveTally read = new KeepAliveTally(Histograms.read(in));
        read.sent = in.readLong();
        read.silences = in.readLong();
        read.answered = in.readLong();
        read.unanswered = in.readLong();
        read.overdue = in.readLong();
        read.longestSilenceNanos = in.readLong();
        return read;
    }

    public Histogram roundTrips() {
        return roundTrips;
    }

    public long sent() {
        return sent;
    }

    /** Silences that ended, whatever ended them. */
    public long silences() {
        return silences;
    }

    public long answered() {
        return answered;
    }

    /** Signs of life that no answer came to within a second. */
    public long unanswered() {
        return unanswered;
    }

    /** Silences that were longer than allowed, because the tester was late. */
    public long overdue() {
        return overdue;
    }

    public long longestSilenceNanos() {
        return longestSilenceNanos;
    }
}
