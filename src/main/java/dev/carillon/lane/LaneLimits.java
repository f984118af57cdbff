package dev.carillon.lane;

import dev.carillon.outbox.OutboxLimits;
import java.time.Duration;

/**
 * The limits of the outboxes of one lane, and the length of its rounds.
 *
 * @param round the time in which every connection is visited once
 */
public record LaneLimits(OutboxLimits outboxes, Duration round) {
    public static final LaneLimits DEFAULT = new LaneLimits(OutboxLimits.DEFAULT, Duration.ofSeconds(4));

    public LaneLimits {
        if (round.compareTo(Duration.ofMillis(64)) < 0) {
            throw new IllegalArgumentException("round must be at least 64ms, was " + round.toMillis() + "ms");
        }
    }
}
