package dev.carillon.loadtest.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Rate;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000;
    private static final long ORIGIN = -7 * SECOND;

    @Test
    void aPacerKeepsItsRateHoweverOftenItIsCalled() {
        Pacer pacer = new Pacer(new Rate(3), ORIGIN);
        int taken = 0;
        for (long nanos = 0; nanos <= 100 * SECOND; nanos += 1_000_000) {
            while (pacer.tryTake(ORIGIN + nanos)) {
                taken++;
            }
        }
        assertThat(taken).isEqualTo(301);
    }

    @Test
    void aPacerMakesUpForShortPausesOnly() {
        Pacer pacer = new Pacer(new Rate(1000), ORIGIN);

        assertThat(takenAt(pacer, ORIGIN)).isEqualTo(1);
        assertThat(takenAt(pacer, ORIGIN + 10_000_000)).isEqualTo(10);
        assertThat(takenAt(pacer, ORIGIN + SECOND)).isEqualTo(21);
    }

    @Test
    void aPacerReturnsTheTimeUntilTheNextTurn() {
        Pacer pacer = new Pacer(new Rate(10), ORIGIN);

        assertThat(pacer.nanosUntilNext(ORIGIN)).as("the shortest timer").isEqualTo(1_000_000);
        assertThat(pacer.tryTake(ORIGIN)).isTrue();
        assertThat(pacer.nanosUntilNext(ORIGIN + 40_000_000)).isEqualTo(60_000_000);
        assertThat(pacer.tryTake(ORIGIN + 99_999_999)).isFalse();
        assertThat(pacer.tryTake(ORIGIN + 100_000_000)).isTrue();
    }

    @Test
    void aBackoffIsRandomBelowABoundThatDoublesUpToTwoSeconds() {
        Backoff backoff = new Backoff(new Random(1));
        long[] longest = new long[20];
        for (int failures = 1; failures < longest.length; failures++) {
            for (int i = 0; i < 1000; i++) {
                longest[failures] = Math.max(longest[failures], backoff.nanosAfter(failures));
            }
        }

        assertThat(longest[1]).isBetween(190_000_000L, 200_000_000L);
        assertThat(longest[2]).isBetween(380_000_000L, 400_000_000L);
        assertThat(longest[4]).isBetween(1_520_000_000L, 1_600_000_000L);
        assertThat(longest[19]).isBetween(1_900_000_000L, 2_000_000_000L);
    }

    private static int takenAt(Pacer pacer, long nanos) {
        int taken = 0;
        while (pacer.tryTake(nanos)) {
            taken++;
        }
        return taken;
    }
}
