package dev.carillon.loadtest.connect;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What opening connections came to: on one loop, or added up over several. */
public final class OpeningTally {
    /** A hostile server can answer in endless ways; what comes beyond these is counted as one. */
    private static final int FAILURES_MAX = 16;

    private final SortedMap<Failure, Long> failures = new TreeMap<>();
    private long opened;
    private long skippedPorts;
    private long tookNanos;

    public void countOpened(long nanosSinceStart) {
        opened++;
        tookNanos = nanosSinceStart;
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
        opened += other.opened;
        skippedPorts += other.skippedPorts;
        tookNanos = Math.max(tookNanos, other.tookNanos);
    }

    public SortedMap<Failure, Long> failures() {
        return Collections.unmodifiableSortedMap(failures);
    }

    public long failureCount() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
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
