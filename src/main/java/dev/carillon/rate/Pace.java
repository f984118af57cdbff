package dev.carillon.rate;

import dev.carillon.config.Rate;
import io.github.bucket4j.BucketConfiguration;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A rate as a limit, and the clock by which it is kept: all that buckets of the same rate have in common. */
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
     * Whole tokens in whole nanoseconds, and a second at least, so that the rate is exact. The library has no more than one token
     * a nanosecond.
     */
    private static BucketConfiguration configuration(Rate rate) {
        double perSecond = Math.min(rate.perSecond(), NANOS_PER_SECOND);
        long tokens = (long) Math.ceil(perSecond);
        long nanos = Math.max(tokens, Math.round(tokens / perSecond * NANOS_PER_SECOND));
        return BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(tokens, Duration.ofNanos(nanos)))
                .build();
    }

    /** A bucket that is full. */
    public TokenBucket newBucket() {
        return new TokenBucket(this);
    }

    Rate rate() {
        return rate;
    }

    BucketConfiguration configuration() {
        return configuration;
    }

    /** A bucket that nothing was taken from for so long is full, if no more than {@code most} tokens are taken at once. */
    Duration fillTime(int most) {
        double nanos = rate.intervalNanos() * Math.max(burst, most);
        return Duration.ofNanos((long) Math.ceil(Math.min(nanos, Long.MAX_VALUE / 4d)));
    }
}
