package dev.carillon.loadtest.measure;

import org.HdrHistogram.Histogram;

/** Signs of life: sent, answered, and whether any came too late. */
public final class KeepAliveTally {
    private final Histogram roundTrips = Latencies.histogram();
    private long sent;
    private long answered;
    private long unanswered;
    private long overdue;
    private long longestSilenceNanos;

    /** Counts a sign of life that ends a silence of {@code silenceNanos}. */
    public void countSent(long silenceNanos, long allowedNanos) {
        sent++;
        countSilence(silenceNanos, allowedNanos);
    }

    /** Counts a silence that something other than a sign of life ends. */
    public void countSilence(long silenceNanos, long allowedNanos) {
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
        answered += other.answered;
        unanswered += other.unanswered;
        overdue += other.overdue;
        longestSilenceNanos = Math.max(longestSilenceNanos, other.longestSilenceNanos);
    }

    public Histogram roundTrips() {
        return roundTrips;
    }

    public long sent() {
        return sent;
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
