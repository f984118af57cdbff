package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.figure.Most;
import dev.carillon.loadtest.figure.Sum;
import org.HdrHistogram.Histogram;

/** Signs of life: sent, answered, and whether any came too late. */
public final class KeepAliveTally extends FigureGroup {
    private final Sum sent = sum("sent");
    private final Sum answered = sum("answered");
    private final Sum unanswered = sum("unanswered");
    private final Sum overdue = sum("overdue");
    private final Most longestSilence = longest("longestSilence");
    private final Histogram roundTrips = latencies("roundTrip");
    private final Sum silences = hidden(new Sum());

    /** Counts a sign of life that ends a silence of {@code silenceNanos}. */
    public void countSent(long silenceNanos, long allowedNanos) {
        sent.increment();
        countSilence(silenceNanos, allowedNanos);
    }

    /** Counts a silence that something other than a sign of life ends. */
    public void countSilence(long silenceNanos, long allowedNanos) {
        silences.increment();
        longestSilence.see(silenceNanos);
        if (silenceNanos > allowedNanos) {
            overdue.increment();
        }
    }

    public void countAnswered(long nanosSinceSent) {
        answered.increment();
        Latencies.record(roundTrips, nanosSinceSent);
    }

    public void countUnanswered() {
        unanswered.increment();
    }

    public Histogram roundTrips() {
        return roundTrips;
    }

    public long sent() {
        return sent.count();
    }

    /** Silences that ended, whatever ended them. */
    public long silences() {
        return silences.count();
    }

    public long answered() {
        return answered.count();
    }

    /** Signs of life that no answer came to within a second. */
    public long unanswered() {
        return unanswered.count();
    }

    /** Silences that were longer than allowed, because the tester was late. */
    public long overdue() {
        return overdue.count();
    }

    public long longestSilenceNanos() {
        return (long) longestSilence.value();
    }
}
