package dev.carillon.rate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carillon.config.Rate;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A bucket for each of many, such as addresses, of which an attacker may have any number. What has not been asked for until it
 * must be full again is forgotten. Beyond the bound those are forgotten that are asked for seldom, and what comes again then
 * begins with a full bucket. May be used by any thread.
 *
 * @param <K> what has a bucket
 */
public final class Buckets<K> {
    /** Some 12 MB at most. */
    public static final int MAX = 1 << 16;

    private final Pace pace;
    private final Cache<K, TokenBucket> buckets;

    /** @param most tokens that are taken at once */
    public Buckets(Pace pace, int most) {
        this.pace = pace;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX)
                .expireAfterAccess(pace.fillTime(most))
                .ticker(pace.nanoTime::getAsLong)
                // Upkeep is a little work now and then, which needs no thread of its own.
                .executor(Runnable::run)
                .build();
    }

    /** Buckets for {@code rate}, where there is one: those that are {@code known}, if it is theirs. See {@link #Buckets}. */
    static <K> Optional<Buckets<K>> with(
            Optional<Buckets<K>> known, Optional<Rate> rate, int most, LongSupplier nanoTime) {
        return rate.map(wanted -> known.filter(buckets -> buckets.pace.rate().equals(wanted))
                .orElseGet(() -> new Buckets<>(new Pace(wanted, nanoTime), most)));
    }

    Pace pace() {
        return pace;
    }

    public TokenBucket of(K key) {
        return buckets.get(key, first -> pace.newBucket());
    }

    /** The bucket of {@code key}, if it is remembered; of others nothing is missing. */
    Optional<TokenBucket> find(K key) {
        return Optional.ofNullable(buckets.getIfPresent(key));
    }

    /** Those that are remembered. */
    public long count() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }
}
