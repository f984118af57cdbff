package dev.carillon.lane;

import dev.carillon.outbox.OutboxLimits;
import java.time.Duration;

/**
 * What one lane may keep, and how often it looks.
 *
 * @param round how long it takes to visit every connection once
 */
public record LaneLimits(OutboxLimits outboxes, Duration round) {
    public static final LaneLimits DEFAULT = new LaneLimits(OutboxLimits.DEFAULT, Duration.ofSeconds(4));

    public LaneLimits {
        if (round.compareTo(Duration.ofMillis(64)) < 0) {
            throw new IllegalArgumentException("round must be at least 64ms, was " + round.toMillis() + "ms");
        }
    }
}
