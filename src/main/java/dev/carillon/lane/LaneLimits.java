package dev.carillon.lane;

import java.time.Duration;

/**
 * What one lane may keep.
 *
 * @param outboxBytes what may wait for one peer before it counts as slow; an empty outbox takes one frame of any size, so
 *     that a single large publication never ends a connection whose peer goes on taking it
 * @param totalOutboxBytes what may wait for all peers of this lane together
 * @param round how long it takes to visit every connection once
 * @param patience how long a slow peer may take nothing at all; whoever has gone beyond it is found within a round
 */
public record LaneLimits(long outboxBytes, long totalOutboxBytes, Duration round, Duration patience) {

    /**
     * Ten seconds, and so two rounds at least: a peer has taken something when the kernel has taken more for it, or, seen
     * from one round to the next, when the kernel holds less for it than it did.
     */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    public static final LaneLimits DEFAULT = new LaneLimits(256 << 10, 256 << 20, Duration.ofSeconds(4));

    /** How many times {@code outboxBytes} may wait for a peer that makes progress. */
    private static final int GRACE = 4;

    public LaneLimits {
        if (outboxBytes < 1024) {
            throw new IllegalArgumentException("outbox-bytes must be at least 1024, was " + outboxBytes);
        }
        if (totalOutboxBytes < outboxBytes) {
            throw new IllegalArgumentException(
                    "total-outbox-bytes must be at least outbox-bytes (" + outboxBytes + "), was " + totalOutboxBytes);
        }
        if (round.compareTo(Duration.ofMillis(64)) < 0) {
            throw new IllegalArgumentException("round must be at least 64ms, was " + round.toMillis() + "ms");
        }
        if (patience.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("patience must be at least 1s, was " + patience.toMillis() + "ms");
        }
    }

    /** With the usual patience. */
    public LaneLimits(long outboxBytes, long totalOutboxBytes, Duration round) {
        this(outboxBytes, totalOutboxBytes, round, PATIENCE);
    }

    /** What may wait for a peer however much it takes. */
    long outboxBytesMax() {
        return outboxBytes * GRACE;
    }
}
