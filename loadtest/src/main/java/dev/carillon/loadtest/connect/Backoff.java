package dev.carillon.loadtest.connect;

import java.util.random.RandomGenerator;

/**
 * The pause after a failed attempt: a random part of a bound that doubles with each failure, from 200 ms to 2 s. It is
 * random so that clients that failed together do not connect again together.
 */
final class Backoff {
    static final long FIRST_NANOS = 200_000_000;
    static final long LONGEST_NANOS = 2_000_000_000;

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The pause, in nanoseconds, after this number of failures in a row, which is at least 1. */
    long nanosAfter(int failures) {
        int doublings = Math.min(failures - 1, 10);
        long bound = Math.min(FIRST_NANOS << doublings, LONGEST_NANOS);
        return random.nextLong(bound) + 1;
    }
}
