package dev.carillon.admission;

import dev.carillon.handshake.ServerHandshake.Refused;
import java.util.random.RandomGenerator;

/** Tells clients that are refused when to come again, and each another time: they came all at once. */
final class RetryAfter {
    private static final int SPREAD_SECONDS = 10;

    private final RandomGenerator random;

    RetryAfter(RandomGenerator random) {
        this.random = random;
    }

    /**
     * An answer with {@code status}, and with {@code message} in front of the time.
     *
     * @param leastSeconds before that it would be of no use
     */
    Refused refusal(int status, String message, int leastSeconds) {
        return Refused.untilLater(status, message, random.nextInt(leastSeconds, leastSeconds + SPREAD_SECONDS));
    }
}
