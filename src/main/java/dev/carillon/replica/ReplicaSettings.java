package dev.carillon.replica;

import java.time.Duration;

/**
 * The bounds of the shared log.
 *
 * @param majority whether only a majority of nodes takes publications, so that all nodes have read the same
 * @param retainedBytes what its segments may take together for this node; the newest one stays
 * @param segmentBytes at which a segment ends at the latest
 * @param pendingBytes what may wait on this node to be added
 * @param confirmTime in which a publication is confirmed, or its publisher is told that it is not
 * @param missing for so long there is no log before this node begins one: another node may bring it
 * @param lost the same for a node that has read one
 */
record ReplicaSettings(
        boolean majority,
        long retainedBytes,
        long segmentBytes,
        long pendingBytes,
        Duration confirmTime,
        Duration missing,
        Duration lost) {
    /** So many segments, so that the oldest of them is a small part. */
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

    /** @param retained what the segments may take together */
    long segmentBytes(long retained) {
        return Math.min(segmentBytes, retained / SEGMENTS);
    }
}
