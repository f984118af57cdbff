package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.figure.Most;
import dev.carillon.loadtest.figure.Total;
import org.HdrHistogram.Histogram;

/** Signs of life: sent, answered, and whether any came too late. */
public final class KeepAliveTally extends FigureGroup {
    public final Total sent = total("sent");
    public final Total answered = total("answered");
    /** Signs of life that no answer came to within a second. */
    public final Total unanswered = total("unanswered");
    /** Silences that were longer than allowed, because the tester was late. */
    public final Total overdue = total("overdue");

    private final Most longestSilence = longest("longestSilence");
    public final Histogram roundTrips = latencies("roundTrip");
    /** Silences that ended, whatever ended them. */
    public final Total silences = hidden(new Total());

    /** Counts a sign of life that ends a silence of {@code silenceNanos}. */
    public void countSent(long silenceNanos, long allowedNanos) {
        count(sent);
        countSilence(silenceNanos, allowedNanos);
    }

    /** Counts a silence that something other than a sign of life ends. */
    public void countSilence(long silenceNanos, long allowedNanos) {
        count(silences);
        see(longestSilence, silenceNanos);
        if (silenceNanos > allowedNanos) {
            count(overdue);
        }
    }

    public void countAnswered(long nanosSinceSent) {
        count(answered);
        Latencies.record(roundTrips, nanosSinceSent);
    }

    public void countUnanswered() {
        count(unanswered);
    }

    public long longestSilenceNanos() {
        return (long) longestSilence.value();
    }
}
