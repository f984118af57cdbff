package dev.carillon.hub;

import java.time.Duration;

/**
 * The limits of the sweep on one loop.
 *
 * @param batchBytes frames are merged into one write up to this size; a larger frame is sent alone
 * @param sliceVisits members visited before the loop may handle its sockets
 * @param sliceTime time before the loop may handle its sockets, accurate to a few writes, if the sweep did not wait
 *     longer than that for its turn
 * @param sliceTimeMax the same if the sockets took longer: the sweep may take as long as they did, up to this
 * @param pendingBytes limit for publications that were not yet written to all subscribers; further ones are refused.
 *     Their entries in the queues of audiences are added to this
 */
public record SweepLimits(
        int batchBytes, int sliceVisits, Duration sliceTime, Duration sliceTimeMax, long pendingBytes) {
    /**
     * 64 KiB for a write; a time slice of 1 ms, so that no socket waits longer, or half of the time if many sockets
     * have events; 64 MiB pending.
     */
    public static final SweepLimits DEFAULT =
            new SweepLimits(64 << 10, 4096, Duration.ofMillis(1), Duration.ofMillis(25), 64L << 20);

    public SweepLimits {
        requireAtLeastOne("sweep batch bytes", batchBytes);
        requireAtLeastOne("sweep slice visits", sliceVisits);
        if (sliceTimeMax.compareTo(sliceTime) < 0) {
            throw new IllegalArgumentException(
                    "sweep slice time at most must be at least " + sliceTime + ", was " + sliceTimeMax);
        }
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
