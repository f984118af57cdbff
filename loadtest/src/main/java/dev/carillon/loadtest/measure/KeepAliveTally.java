package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.figure.Quantity;
import org.HdrHistogram.Histogram;

/** Keep-alives that were sent and answered, and the silences that they ended. */
public final class KeepAliveTally extends FigureGroup {
    public final Quantity sent = total("sent");
    public final Quantity answered = total("answered");
    /** Keep-alives that were not answered within a second. */
    public final Quantity unanswered = total("unanswered");
    /** Silences that were longer than allowed because the tester was late. */
    public final Quantity overdue = total("overdue");

    private final Quantity longestSilence = longest("longestSilence");
    public final Histogram roundTrips = latencies("roundTrip");
    /** Silences that ended, for any reason. */
    public final Quantity silences = hidden(total());

    /** Counts a keep-alive that ends a silence of {@code silenceNanos}. */
    public void countSent(long silenceNanos, long allowedNanos) {
        sent.increment();
        countSilence(silenceNanos, allowedNanos);
    }

    /** Counts a silence that ends without a keep-alive. */
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
