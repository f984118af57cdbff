package dev.carillon.admission;

import java.util.function.LongSupplier;

/** Lets so many through in a second, and as many at once after a quiet one. */
final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double perSecond;
    private final LongSupplier nanoTime;
    private double tokens;
    private long filledNanos;

    /** @param nanoTime as {@link System#nanoTime} */
    TokenBucket(double perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.tokens = burst();
        this.filledNanos = nanoTime.getAsLong();
    }

    boolean take() {
        boolean any = hasAny();
        tokens -= any ? 1 : 0;
        return any;
    }

    boolean hasAny() {
        fill();
        return tokens >= 1;
    }

    /** Whether it is as it was at first. */
    boolean isFull() {
        fill();
        return tokens >= burst();
    }

    /** How long one who comes now has to wait. */
    long nanosToNext() {
        fill();
        return (long) Math.ceil(Math.max(0, 1 - tokens) / perSecond * NANOS_PER_SECOND);
    }

    private void fill() {
        long now = nanoTime.getAsLong();
        tokens = Math.min(burst(), tokens + (now - filledNanos) / NANOS_PER_SECOND * perSecond);
        filledNanos = now;
    }

    /** Less than one could never let anybody through. */
    private double burst() {
        return Math.max(1, perSecond);
    }
}
