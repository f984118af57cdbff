package dev.carillon.loadtest.connect;

import java.util.random.RandomGenerator;

/**
 * How long a failed attempt waits before it is made again: a random part of a bound that doubles with each failure, so
 * that clients which failed together do not come back together.
 */
final class Backoff {
    static final long FIRST_NANOS = 200_000_000;
    static final long LONGEST_NANOS = 2_000_000_000;

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The pause behind so many failures in a row, at least one. */
    long nanosAfter(int failures) {
        int doublings = Math.min(failures - 1, 10);
        long bound = Math.min(FIRST_NANOS << doublings, LONGEST_NANOS);
        return random.nextLong(bound) + 1;
    }
}
