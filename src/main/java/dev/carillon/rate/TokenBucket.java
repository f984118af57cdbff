package dev.carillon.rate;

import io.github.bucket4j.BucketState;
import io.github.bucket4j.BucketState64BitsInteger;

/**
 * Lets through what a {@link Pace} allows. It is the state of a bucket of Bucket4j without that library's views of it: some 75
 * bytes and not 190, and a take allocates nothing. May be used by any thread.
 */
public final class TokenBucket {
    private final Pace pace;
    private final BucketState64BitsInteger state;

    TokenBucket(Pace pace) {
        this.pace = pace;
        this.state = new BucketState64BitsInteger(pace.configuration(), pace.nanoTime.getAsLong());
    }

    Pace pace() {
        return pace;
    }

    /**
     * Takes {@code count} tokens, or none. More than the bucket holds can be taken from a full one, which is then in debt: so
     * what is asked for at once always has its time.
     */
    public synchronized boolean take(int count) {
        refill();
        if (state.getAvailableTokens() < needed(count)) {
            return false;
        }
        state.consume(count);
        return true;
    }

    /** Gives back what was taken. */
    synchronized void giveBack(int count) {
        state.addTokens(count);
    }

    /** In how many nanoseconds {@code count} tokens can be taken, if nobody else takes any; 0 for now. */
    public synchronized long nanosUntil(int count) {
        long now = refill();
        long nanos = state.calculateDelayNanosAfterWillBePossibleToConsume(needed(count), now, false);
        // The library rounds down.
        BucketState then = state.copy();
        then.refillAllBandwidth(now + nanos);
        return then.getAvailableTokens() < needed(count) ? nanos + 1 : nanos;
    }

    private long needed(int count) {
        return Math.min(count, pace.burst);
    }

    private long refill() {
        long now = pace.nanoTime.getAsLong();
        state.refillAllBandwidth(now);
        return now;
    }
}
