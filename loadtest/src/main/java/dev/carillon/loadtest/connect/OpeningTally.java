package dev.carillon.loadtest.connect;

import dev.carillon.loadtest.figure.Breakdown;
import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.figure.Quantity;
import org.HdrHistogram.Histogram;

/** The results of opening connections, of one loop or the sum of several. */
public final class OpeningTally extends FigureGroup {
    /** How many different failures are counted separately. A hostile server can cause any number of them. */
    private static final int FAILURES_MAX = 16;

    public final Quantity opened = total("opened");
    private final Quantity took = longest("took");
    /** Ports that were skipped because another process used them. */
    public final Quantity skippedPorts = total("skippedPorts");

    public final Breakdown<Failure> failures = breakdown("failures", Failure.class);
    /** The time from connect to the server's whole answer, of the connections that opened. */
    public final Histogram handshakes = latencies("handshake");

    public final FirstAndLastThousand thousands = hidden(new FirstAndLastThousand());

    public OpeningTally() {
        showAll(thousands);
    }

    /**
     * Counts an open connection.
     *
     * @param nanosSinceStart the time since the first of all attempts
     * @param handshakeNanos the time from connect to the server's whole answer
     */
    public void countOpened(long nanosSinceStart, long handshakeNanos) {
        opened.increment();
        took.see(nanosSinceStart);
        thousands.onOpened(nanosSinceStart);
        Latencies.record(handshakes, handshakeNanos);
    }

    /** Counts a connection as failed that was counted as open but cannot be used. */
    public void countRejected(FailureClass kind) {
        opened.add(-1);
        count(kind, "");
    }

    /** Counts the time that the system took to begin one connection. */
    public void countCall(long nanos) {
        thousands.onCall(nanos);
    }

    public void count(FailureClass kind, String detail) {
        Failure failure = new Failure(kind, detail);
        boolean known =
                failures.shown().containsKey(failure) || failures.shown().size() < FAILURES_MAX;
        failures.increment(known ? failure : new Failure(kind, "other failures"));
    }

    public void countSkippedPort() {
        skippedPorts.increment();
    }

    /** Nanoseconds from the first attempt to the last success. */
    public long tookNanos() {
        return took.count();
    }
}
