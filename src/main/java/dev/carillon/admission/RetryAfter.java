package dev.carillon.admission;

import dev.carillon.handshake.ServerHandshake.Refused;
import java.util.random.RandomGenerator;

/** Chooses when refused clients should try again: at different times, because they came at the same time. */
final class RetryAfter {
    private static final int SPREAD_SECONDS = 10;

    private final RandomGenerator random;

    RetryAfter(RandomGenerator random) {
        this.random = random;
    }

    /**
     * A refusal with {@code status}, with {@code message} before the time.
     *
     * @param leastSeconds an earlier attempt would be refused again
     */
    Refused refusal(int status, String message, int leastSeconds) {
        return Refused.withRetryAfter(status, message, random.nextInt(leastSeconds, leastSeconds + SPREAD_SECONDS));
    }
}
