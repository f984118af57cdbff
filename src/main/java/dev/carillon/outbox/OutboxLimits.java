package dev.carillon.outbox;

import java.time.Duration;

/**
 * The limits of the outboxes of one lane.
 *
 * @param bytes above this a peer counts as slow; an empty outbox takes one frame of any size, so that a single large
 *     publication never ends a connection whose peer makes progress
 * @param totalBytes the limit for all peers of the lane together
 * @param patience how long a slow peer may take nothing; beyond it the peer is detected within a round
 */
public record OutboxLimits(long bytes, long totalBytes, Duration patience) {
    /**
     * Ten seconds, which is at least two rounds. A peer has made progress when the kernel has taken more for it, or
     * when the kernel holds less for it than in the round before.
     */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    public static final OutboxLimits DEFAULT = new OutboxLimits(256 << 10, 256 << 20);

    /** The limit for a peer that makes progress, as a multiple of {@code bytes}. */
    private static final int GRACE = 4;

    public OutboxLimits {
        if (bytes < 1024) {
            throw new IllegalArgumentException("outbox-bytes must be at least 1024, was " + bytes);
        }
        if (totalBytes < bytes) {
            throw new IllegalArgumentException(
                    "total-outbox-bytes must be at least outbox-bytes (" + bytes + "), was " + totalBytes);
        }
        if (patience.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("patience must be at least 1s, was " + patience.toMillis() + "ms");
        }
    }

    /** With the default patience. */
    public OutboxLimits(long bytes, long totalBytes) {
        this(bytes, totalBytes, PATIENCE);
    }

    /** The limit for a peer that makes progress. */
    long bytesMax() {
        return bytes * GRACE;
    }
}
