package dev.carillon.hub;

import java.time.Duration;

/**
 * The bounds of the sweep on one loop.
 *
 * @param batchBytes frames are merged into one write up to this size; a frame that is larger goes alone
 * @param sliceVisits members visited before the loop may look after its sockets
 * @param sliceTime time spent before the loop may look after its sockets, within a few writes
 * @param pendingBytes publications that were not yet written to all may take this much; more are refused. Their places in
 *     the queues of audiences come on top of the last that were taken
 */
public record SweepLimits(int batchBytes, int sliceVisits, Duration sliceTime, long pendingBytes) {
    /** 64 KiB a write; a time slice of 512 writes or 1 ms, so that no socket waits longer; 64 MiB pending. */
    public static final SweepLimits DEFAULT = new SweepLimits(64 << 10, 512, Duration.ofMillis(1), 64L << 20);

    public SweepLimits {
        requireAtLeastOne("sweep batch bytes", batchBytes);
        requireAtLeastOne("sweep slice visits", sliceVisits);
        requireAtLeastOne("sweep pending bytes", pendingBytes);
        if (!sliceTime.isPositive()) {
            throw new IllegalArgumentException("sweep slice time must be longer than 0, was " + sliceTime);
        }
    }

    private static void requireAtLeastOne(String setting, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(setting + " must be at least 1, was " + value);
        }
    }
}
