package dev.carillon.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LaneClockTest {
    private static final long START = -3; // nanoTime may be anything
    private static final long TICK_MILLIS = 50;

    private final LaneClock clock = new LaneClock(TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS), START);
    private long millis;

    @Test
    void secondsPassWithTicks() {
        tickEvery(TICK_MILLIS, 199);
        assertThat(clock.seconds()).isEqualTo(9);
        tickEvery(TICK_MILLIS, 1);
        assertThat(clock.seconds()).isEqualTo(10);
    }

    @Test
    void slightlyLateTicksCountInFull() {
        tickEvery(900, 10);
        assertThat(clock.seconds()).isEqualTo(9);
    }

    @Test
    void aLongStallCountsAsOneTick() {
        tickEvery(TICK_MILLIS, 20);
        tickEvery(TimeUnit.HOURS.toMillis(1), 1);
        assertThat(clock.seconds()).isEqualTo(1);
        tickEvery(TICK_MILLIS, 19);
        assertThat(clock.seconds())
                .as("the late tick counts as one that comes in time")
                .isEqualTo(2);
    }

    @Test
    void timePassesOnALoopThatIsBlockedRepeatedly() {
        tickEvery(5000, 20);
        assertThat(clock.seconds()).isEqualTo(1);
    }

    private void tickEvery(long everyMillis, int ticks) {
        for (int i = 0; i < ticks; i++) {
            millis += everyMillis;
            clock.tick(START + TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }
}
