package dev.carillon.client;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The pause before a client connects again: the time that the service demands, or a random part of a bound that doubles
 * with each attempt, so that clients that were disconnected together do not return together.
 */
public final class RetryPause {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration LONGEST_WISH = Duration.ofMinutes(5);

    /** A connection that lasted this long was good: a failure after it counts as the first. */
    private static final Duration GOOD = Duration.ofSeconds(10);

    private final RandomGenerator random;
    private int failures;

    public RetryPause(RandomGenerator random) {
        this.random = random;
    }

    /**
     * The pause after one more failure.
     *
     * @param lasted how long the connection that failed was open; zero if it was never open
     * @param wish the pause that the service demands, if it does
     */
    public Duration next(Duration lasted, Optional<Duration> wish) {
        failures = lasted.compareTo(GOOD) < 0 ? failures + 1 : 1;
        return wish.map(RetryPause::bounded).orElseGet(this::random);
    }

    private static Duration bounded(Duration wish) {
        return wish.compareTo(LONGEST_WISH) < 0 ? wish : LONGEST_WISH;
    }

    private Duration random() {
        long bound = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures - 1, 10));
        return Duration.ofMillis(random.nextLong(bound) + 1);
    }
}
