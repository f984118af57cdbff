package dev.carillon.lane;

import java.time.Duration;

/**
 * What one lane may keep.
 *
 * @param outboxBytes what may wait for one peer before it counts as too slow; an empty outbox takes one batch of any
 *     size, so that a single large publication never ends a connection
 * @param totalOutboxBytes what may wait for all peers of this lane together
 * @param round how long it takes to visit every connection once
 */
public record LaneLimits(long outboxBytes, long totalOutboxBytes, Duration round) {

    public static final LaneLimits DEFAULT = new LaneLimits(256 << 10, 256 << 20, Duration.ofSeconds(4));

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
    }
}
