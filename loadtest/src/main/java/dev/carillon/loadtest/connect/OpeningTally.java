package dev.carillon.loadtest.connect;

import dev.carillon.loadtest.figure.Breakdown;
import dev.carillon.loadtest.figure.FigureGroup;
import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.figure.Quantity;
import org.HdrHistogram.Histogram;

/** The results of opening connections, on one loop or added up over several. */
public final class OpeningTally extends FigureGroup {
    /** A hostile server can answer in endless ways; what comes beyond these is counted as one. */
    private static final int FAILURES_MAX = 16;

    public final Quantity opened = total("opened");
    private final Quantity took = longest("took");
    /** Ports that another process had. */
    public final Quantity skippedPorts = total("skippedPorts");

    public final Breakdown<Failure> failures = breakdown("failures", Failure.class);
    /** From connect to the server's answer, of those that opened. */
    public final Histogram handshakes = latencies("handshake");

    public final FirstAndLastThousand thousands = hidden(new FirstAndLastThousand());

    public OpeningTally() {
        showAll(thousands);
    }

    /**
     * Counts an open WebSocket.
     *
     * @param nanosSinceStart since the first of all attempts
     * @param handshakeNanos from connect to the server's whole answer
     */
    public void countOpened(long nanosSinceStart, long handshakeNanos) {
        opened.increment();
        took.see(nanosSinceStart);
        thousands.onOpened(nanosSinceStart);
        Latencies.record(handshakes, handshakeNanos);
    }

    /** A connection that was counted as open cannot be used. */
    public void countRejected(FailureClass kind) {
        opened.add(-1);
        count(kind, "");
    }

    /** Counts what the system took to begin one connection. */
    public void countCall(long nanos) {
        thousands.onCall(nanos);
    }

    public void count(FailureClass kind, String detail) {
        Failure failure = new Failure(kind, detail);
        boolean known =
                failures.shown().containsKey(failure) || failures.shown().size() < FAILURES_MAX;
        failures.increment(known ? failure : new Failure(kind, "and other ways"));
    }

    public void countSkippedPort() {
        skippedPorts.increment();
    }

    /** From the first attempt to the last success. */
    public long tookNanos() {
        return took.count();
    }
}
