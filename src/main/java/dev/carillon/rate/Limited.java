package dev.carillon.rate;

import dev.carillon.config.Rate;
import dev.carillon.handshake.ServerHandshake.Refused;

/**
 * A refusal because of a rate limit.
 *
 * @param limit of the exceeded limits, the one with the longest wait
 * @param rate the permitted rate
 * @param count the number of actions requested
 * @param nanos the time after which it succeeds, if other clients do not use the limit before
 */
public record Limited(Limit limit, Rate rate, int count, long nanos) {
    /** RFC 6585, 4. */
    private static final int TOO_MANY_REQUESTS = 429;

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long MILLIS_PER_SECOND = 1000;

    /** At least 1. */
    public long retryAfterMillis() {
        return Math.max(1, Math.ceilDiv(nanos, NANOS_PER_MILLI));
    }

    private long retryAfterSeconds() {
        return Math.ceilDiv(retryAfterMillis(), MILLIS_PER_SECOND);
    }

    /** What was expected and what came. */
    public String message() {
        return "expected at most " + rate + " " + limit.counted() + ", but "
                + (count == 1 ? "was one more" : "were " + count + " more");
    }

    /** The message with the time for another attempt. */
    public String messageWithTime() {
        return message() + ": try again in " + retryAfterMillis() + " ms";
    }

    /** The answer to a request. */
    public Refused refusal() {
        return Refused.withRetryAfter(TOO_MANY_REQUESTS, message(), retryAfterSeconds());
    }
}
