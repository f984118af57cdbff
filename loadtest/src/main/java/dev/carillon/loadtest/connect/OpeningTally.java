package dev.carillon.loadtest.connect;

import dev.carillon.loadtest.wire.Histograms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What opening connections came to: on one loop, or added up over several. */
public final class OpeningTally {
    /** A hostile server can answer in endless ways; what comes beyond these is counted as one. */
    private static final int FAILURES_MAX = 16;

    /** From a microsecond to an hour. */
    private static final long HIGHEST_NANOS = 3_600_000_000_000L;

    private final SortedMap<Failure, Long> failures = new TreeMap<>();
    private final Histogram handshakes;
    private final FirstAndLastThousand thousands;
    private long opened;
    private long skippedPorts;
    private long tookNanos;

    public OpeningTally() {
        this(new Histogram(1_000, HIGHEST_NANOS, 3), new FirstAndLastThousand());
    }

    private OpeningTally(Histogram handshakes, FirstAndLastThousand thousands) {
        this.handshakes = handshakes;
        this.thousands = thousands;
    }

    /**
     * Counts an open WebSocket.
     *
     * @param nanosSinceStart since the first of all attempts
     * @param handshakeNanos from connect to the server's whole answer
     */
    public void countOpened(long nanosSinceStart, long handshakeNanos) {
        opened++;
        tookNanos = nanosSinceStart;
        thousands.onOpened(nanosSinceStart);
        handshakes.recordValue(Math.clamp(handshakeNanos, 0, HIGHEST_NANOS));
    }

    /** One that was counted as open turned out to be of no use. */
    public void countRejected(FailureClass kind) {
        opened--;
        count(kind, "");
    }

    /** Counts what the system took to begin one connection. */
    public void countCall(long nanos) {
        thousands.onCall(nanos);
    }

    public void count(FailureClass kind, String detail) {
        Failure failure = new Failure(kind, detail);
        if (failures.size() >= FAILURES_MAX && !failures.containsKey(failure)) {
            failure = new Failure(kind, "and other ways");
        }
        failures.merge(failure, 1L, Long::sum);
    }

    public void countSkippedPort() {
        skippedPorts++;
    }

    public void add(OpeningTally other) {
        other.failures.forEach((failure, count) -> failures.merge(failure, count, Long::sum));
        handshakes.add(other.handshakes);
        thousands.add(other.thousands);
        opened += other.opened;
        skippedPorts += other.skippedPorts;
        tookNanos = Math.max(tookNanos, other.tookNanos);
    }

    public void write(DataOutput out) throws IOException {
        Histograms.write(handshakes, out);
        thousands.write(out);
        out.writeLong(opened);
        out.writeLong(skippedPorts);
        out.writeLong(tookNanos);
        out.writeInt(failures.size());
        for (Map.Entry<Failure, Long> each : failures.entrySet()) {
            out.writeUTF(each.getKey().kind().name());
            out.writeUTF(each.getKey().detail());
            out.writeLong(each.getValue());
        }
    }

    public static OpeningTally read(DataInput in) throws IOException {
        OpeningTally read = new OpeningTally(Histograms.read(in), FirstAndLastThousand.read(in));
        read.opened = in.readLong();
        read.skippedPorts = in.readLong();
        read.tookNanos = in.readLong();
        for (int left = in.readInt(); left > 0; left--) {
            Failure failure = new Failure(FailureClass.valueOf(in.readUTF()), in.readUTF());
            read.failures.put(failure, in.readLong());
        }
        return read;
    }

    public SortedMap<Failure, Long> failures() {
        return Collections.unmodifiableSortedMap(failures);
    }

    public long failureCount() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    /** From connect to the server's answer, of those that opened. */
    public Histogram handshakes() {
        return handshakes;
    }

    public FirstAndLastThousand thousands() {
        return thousands;
    }

    public long opened() {
        return opened;
    }

    /** Ports that somebody else had. */
    public long skippedPorts() {
        return skippedPorts;
    }

    /** From the first attempt to the last success. */
    public long tookNanos() {
        return tookNanos;
    }
}
