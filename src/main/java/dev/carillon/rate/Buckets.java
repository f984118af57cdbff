package dev.carillon.rate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carillon.config.Rate;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A bucket for each key, such as an address, of which an attacker may have any number. A bucket that must be full again
 * is removed. Beyond the limit, seldom used buckets are removed; such a key then begins with a full bucket. Any thread
 * may use it.
 *
 * @param <K> the type of the keys
 */
public final class Buckets<K> {
    /** About 12 MB at most. */
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
                // Maintenance is little work and needs no thread of its own.
                .executor(Runnable::run)
                .build();
    }

    /** Buckets for {@code rate}, if there is one: {@code known}, if they have the same rate. See {@link #Buckets}. */
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

    /** The bucket of {@code key}, if it is stored. Other keys have taken nothing. */
    Optional<TokenBucket> find(K key) {
        return Optional.ofNullable(buckets.getIfPresent(key));
    }

    /** The number of stored buckets. */
    public long count() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }
}
