package dev.carillon.rate;

import dev.carillon.config.Rate;
import io.github.bucket4j.BucketConfiguration;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A rate limit and its clock, which all buckets of the same rate share. */
public final class Pace {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Rate rate;
    final long burst;
    private final BucketConfiguration configuration;
    final LongSupplier nanoTime;

    /** @param nanoTime as {@link System#nanoTime} */
    public Pace(Rate rate, LongSupplier nanoTime) {
        this.rate = rate;
        this.burst = rate.burst();
        this.nanoTime = nanoTime;
        this.configuration = configuration(rate);
    }

    /**
     * Whole tokens in whole nanoseconds, and at least a second, so that the rate is exact. The library permits at most
     * one token a nanosecond.
     */
    private static BucketConfiguration configuration(Rate rate) {
        double perSecond = Math.min(rate.perSecond(), NANOS_PER_SECOND);
        long tokens = (long) Math.ceil(perSecond);
        long nanos = Math.max(tokens, Math.round(tokens / perSecond * NANOS_PER_SECOND));
        return BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(tokens, Duration.ofNanos(nanos)))
                .build();
    }

    /** A full bucket. */
    public TokenBucket newBucket() {
        return new TokenBucket(this);
    }

    Rate rate() {
        return rate;
    }

    BucketConfiguration configuration() {
        return configuration;
    }

    /** After this time without use a bucket is full, if at most {@code most} tokens are taken at once. */
    Duration fillTime(int most) {
        double nanos = rate.intervalNanos() * Math.max(burst, most);
        return Duration.ofNanos((long) Math.ceil(Math.min(nanos, Long.MAX_VALUE / 4d)));
    }
}
