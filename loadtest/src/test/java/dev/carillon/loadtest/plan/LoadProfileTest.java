package dev.carillon.loadtest.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoadProfileTest {
    /** 10/s for 2 s, a ramp to 30/s in 4 s, 30/s for 1 s, a step to 0 for 3 s, then 5/s. */
    private static final LoadProfile RATE = LoadProfile.at(10)
            .hold(seconds(2))
            .to(30, seconds(4))
            .hold(seconds(1))
            .to(0, 0)
            .hold(seconds(3))
            .to(5, 0);

    @Test
    void theLevelIsLinearBetweenItsPoints() {
        assertThat(RATE.level(0)).isEqualTo(10);
        assertThat(RATE.level(seconds(2))).isEqualTo(10);
        assertThat(RATE.level(seconds(3))).isEqualTo(15);
        assertThat(RATE.level(seconds(5))).isEqualTo(25);
        assertThat(RATE.level(seconds(6))).isEqualTo(30);
        assertThat(RATE.level(seconds(7) - 1)).isEqualTo(30);
        assertThat(RATE.level(seconds(7))).isZero();
        assertThat(RATE.level(seconds(100))).isEqualTo(5);
    }

    @Test
    void theTotalIsTheIntegralOfTheLevel() {
        assertThat(RATE.total(seconds(2))).isEqualTo(20);
        assertThat(RATE.total(seconds(4))).isEqualTo(20 + (10 + 20) / 2.0 * 2);
        assertThat(RATE.total(seconds(6))).isEqualTo(20 + 80);
        assertThat(RATE.total(seconds(7))).isEqualTo(130);
        assertThat(RATE.total(seconds(10))).isEqualTo(130);
        assertThat(RATE.total(seconds(12))).isEqualTo(140);
    }

    @Test
    void eachNumberIsDueWhenTheTotalReachesIt() {
        for (int number = 0; number < 150; number++) {
            assertThat(RATE.total(RATE.nanosOf(number))).isCloseTo(number, within(1e-6));
        }
        assertThat(RATE.nanosOf(5)).isEqualTo(seconds(1) / 2);
        // Nothing is due while the level is 0, from second 7 to second 10.
        assertThat(RATE.nanosOf(130)).isEqualTo(seconds(10));
        assertThat(RATE.nanosOf(131)).isEqualTo(seconds(10) + seconds(1) / 5);
    }

    @Test
    void nothingIsDueOnceTheLevelStaysAtZero() {
        LoadProfile ends = LoadProfile.at(10).to(0, seconds(2));

        assertThat(ends.nanosOf(9)).isLessThan(seconds(2));
        assertThat(ends.nanosOf(11)).isEqualTo(Long.MAX_VALUE);
        assertThat(LoadProfile.at(0).nanosOf(1)).isEqualTo(Long.MAX_VALUE);
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
