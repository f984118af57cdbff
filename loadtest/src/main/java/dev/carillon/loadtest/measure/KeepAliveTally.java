package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.figure.Quantity;
import org.HdrHistogram.Histogram;

/** Signs of life: sent, answered, and whether any came too late. */
public final class KeepAliveTally extends FigureGroup {
    public final Quantity sent = total("sent");
    public final Quantity answered = total("answered");
    /** Signs of life that no answer came to within a second. */
    public final Quantity unanswered = total("unanswered");
    /** Silences that were longer than allowed, because the tester was late. */
    public final Quantity overdue = total("overdue");

    private final Quantity longestSilence = longest("longestSilence");
    public final Histogram roundTrips = latencies("roundTrip");
    /** Silences that ended, whatever ended them. */
    public final Quantity silences = hidden(total());

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

    public long longestSilenceNanos() {
        return longestSilence.count();
    }
}
