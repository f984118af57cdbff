package dev.carillon.outbox;

import java.time.Duration;

/**
 * What may wait for the peers of one lane.
 *
 * @param bytes what may wait for one peer before it counts as slow; an empty outbox takes one frame of any size, so that a
 *     single large publication never ends a connection whose peer goes on taking it
 * @param totalBytes what may wait for all peers of the lane together
 * @param patience how long a slow peer may take nothing at all; a peer that takes nothing for longer is found within a round
 */
public record OutboxLimits(long bytes, long totalBytes, Duration patience) {
    /**
     * Ten seconds, and so two rounds at least: a peer has taken something when the kernel has taken more for it, or, seen
     * from one round to the next, when the kernel holds less for it than it did.
     */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    public static final OutboxLimits DEFAULT = new OutboxLimits(256 << 10, 256 << 20);

    /** How many times {@code bytes} may wait for a peer that makes progress. */
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

    /** With the usual patience. */
    public OutboxLimits(long bytes, long totalBytes) {
        this(bytes, totalBytes, PATIENCE);
    }

    /** What may wait for a peer however much it takes. */
    long bytesMax() {
        return bytes * GRACE;
    }
}
