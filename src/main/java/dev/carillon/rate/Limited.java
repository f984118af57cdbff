package dev.carillon.rate;

import dev.carillon.config.Rate;
import dev.carillon.handshake.ServerHandshake.Refused;

/**
 * What did not happen, since it would have been too much.
 *
 * @param limit of those that it exceeded, the one that has to be waited for longest
 * @param rate what that allows
 * @param count what was asked for
 * @param nanos after so long it succeeds, if nobody else comes before
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

    /** The same, and when to try again. */
    public String messageWithTime() {
        return message() + ": try again in " + retryAfterMillis() + " ms";
    }

    /** The answer to a request. */
    public Refused refusal() {
        return Refused.untilLater(TOO_MANY_REQUESTS, message(), retryAfterSeconds());
    }
}
