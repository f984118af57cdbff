package dev.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPauseTest {
    private static final Optional<Duration> NO_WISH = Optional.empty();

    @Test
    void aPauseIsARandomPartOfABoundThatDoublesUpToThirtySeconds() {
        long[] longest = new long[12];
        for (int seed = 0; seed < 500; seed++) {
            RetryPause pauses = new RetryPause(new Random(seed));
            for (int i = 0; i < longest.length; i++) {
                long pause = pauses.next(Duration.ZERO, NO_WISH).toMillis();
                assertThat(pause).isBetween(1L, Math.min(30_000L, 500L << i));
                longest[i] = Math.max(longest[i], pause);
            }
        }
        assertThat(longest[0]).isGreaterThan(400);
        assertThat(longest[11]).isGreaterThan(29_000);
    }

    @Test
    void aGoodConnectionResetsThePause() {
        RetryPause pauses = new RetryPause(new Random(1));
        for (int i = 0; i < 10; i++) {
            pauses.next(Duration.ZERO, NO_WISH);
        }
        assertThat(pauses.next(Duration.ofSeconds(10), NO_WISH)).isLessThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void thePauseOfTheServiceIsUsed() {
        RetryPause pauses = new RetryPause(new Random(1));
        assertThat(pauses.next(Duration.ZERO, Optional.of(Duration.ofMillis(2097))))
                .hasMillis(2097);
        assertThat(pauses.next(Duration.ZERO, Optional.of(Duration.ofDays(9)))).hasMinutes(5);
    }
}
