package dev.carillon.replica;

import java.time.Duration;

/**
 * The limits of the shared log.
 *
 * @param majority whether only a majority of nodes accepts publications, so that all nodes have read the same
 * @param retainedBytes the limit of this node on all segments together; the newest one always stays
 * @param segmentBytes the most bytes of a segment
 * @param pendingBytes the most bytes that wait on this node to be added
 * @param confirmTime the time in which a publication is confirmed; then its publisher receives an error
 * @param missing the time without a log after which a node begins one; before that another node may bring one
 * @param lost the same for a node that has read a log
 */
record ReplicaSettings(
        boolean majority,
        long retainedBytes,
        long segmentBytes,
        long pendingBytes,
        Duration confirmTime,
        Duration missing,
        Duration lost) {
    /** Enough segments that the oldest one is a small part. */
    private static final int SEGMENTS = 8;

    private static final long SEGMENT_BYTES_MAX = 32 << 20;
    private static final long PENDING_BYTES_MAX = 16 << 20;

    static ReplicaSettings of(boolean majority, long historyBytes) {
        return new ReplicaSettings(
                majority,
                retainedBytes(historyBytes),
                SEGMENT_BYTES_MAX,
                Math.min(PENDING_BYTES_MAX, Runtime.getRuntime().maxMemory() / 64),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(majority ? 10 : 3));
    }

    static long retainedBytes(long historyBytes) {
        return Math.max(1 << 20, historyBytes / 2);
    }

    /**
     * @param retained the limit on all segments together
     */
    long segmentBytes(long retained) {
        return Math.min(segmentBytes, retained / SEGMENTS);
    }
}
