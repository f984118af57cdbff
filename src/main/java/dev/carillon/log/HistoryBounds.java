package dev.carillon.log;

import java.time.Duration;

/**
 * How much of one topic is remembered. Beyond any of these bounds, the oldest publications are removed from the log.
 *
 * @param messages at least 1; {@link Integer#MAX_VALUE} for no bound
 * @param bytes of payloads, at least 1; {@link Long#MAX_VALUE} for no bound
 * @param age at least a second; zero for no bound
 */
public record HistoryBounds(int messages, long bytes, Duration age) {
    /** Only the newest publication, of any age. */
    public static final HistoryBounds NEWEST = new HistoryBounds(1, Long.MAX_VALUE, Duration.ZERO);

    public HistoryBounds {
        if (messages < 1) {
            throw new IllegalArgumentException("expected messages of at least 1, but was " + messages);
        }
        if (bytes < 1) {
            throw new IllegalArgumentException("expected bytes of at least 1, but was " + bytes);
        }
        if (age.isNegative() || (!age.isZero() && age.toSeconds() < 1)) {
            throw new IllegalArgumentException("expected an age of at least 1s, but was " + age.toMillis() + "ms");
        }
    }
}
