package dev.carillon.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the delays of a network, the true offset of a clock is within the error of the estimate. */
class ClockEstimateTest {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private final ClockEstimate estimate = new ClockEstimate();

    /**
     * Two machines and a network whose delays a test chooses. The remote clock is {@code ahead} nanoseconds ahead of
     * the local one at first, and then gains {@code gain} nanoseconds per nanosecond.
     */
    private final class Machines {
        private final long ahead;
        private final double gain;
        private long now;

        Machines(long ahead, double gain) {
            this.ahead = ahead;
            this.gain = gain;
        }

        void pass(long nanos) {
            now += nanos;
        }

        long offset() {
            return ahead + (long) (now * gain);
        }

        /** Exchanges a request and a reply. The parameters are their delays in nanoseconds. */
        void exchange(long there, long back) {
            long asked = now;
            pass(there);
            long theirs = now + offset();
            pass(back);
            estimate.onExchange(asked, theirs, now);
        }

        long error() {
            return Math.abs(estimate.offsetNanos() - offset());
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    @Test
    void aSymmetricExchangeYieldsTheExactOffset() {
        Machines machines = new Machines(5 * SECOND, 0);
        machines.exchange(100 * MICRO, 100 * MICRO);

        assertThat(estimate.offsetNanos()).isEqualTo(5 * SECOND);
        assertThat(estimate.errorNanos()).isBetween(100 * MICRO, 101 * MICRO);
    }

    @Test
    void theErrorCoversADelayInOneDirection() {
        Machines machines = new Machines(-3 * SECOND, 0);
        machines.exchange(40 * MILLI, 0);

        assertThat(machines.error()).isEqualTo(20 * MILLI);
        assertThat(estimate.errorNanos()).isGreaterThanOrEqualTo(20 * MILLI);
    }

    @Test
    void theQuickestExchangeDecidesTheEstimate() {
        Machines machines = new Machines(7, 0);
        for (int i = 0; i < 10; i++) {
            machines.exchange(30 * MILLI, 2 * MILLI);
        }
        machines.exchange(50 * MICRO, 50 * MICRO);
        for (int i = 0; i < 10; i++) {
            machines.exchange(MILLI, 30 * MILLI);
        }

        // In the third of a second after the quick exchange, clocks may drift apart by 33 µs.
        assertThat(estimate.errorNanos()).isLessThan(100 * MICRO);
        assertThat(machines.error()).isLessThanOrEqualTo(estimate.errorNanos());
    }

    @Test
    void exchangesWithOppositeDelaysImproveTheEstimate() {
        Machines machines = new Machines(SECOND, 0);
        machines.exchange(10 * MILLI, 10 * MICRO);
        machines.exchange(10 * MICRO, 10 * MILLI);

        assertThat(estimate.errorNanos()).isLessThan(20 * MICRO);
        assertThat(machines.error()).isLessThanOrEqualTo(estimate.errorNanos());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theTrueOffsetIsWithinTheErrorForRandomDelaysAndDrift(long seed) {
        Random random = new Random(seed);
        Machines machines = new Machines(random.nextLong(-1L << 60, 1L << 60), random.nextDouble(-99e-6, 99e-6));
        estimate.begin();
        for (int i = 0; i < 500; i++) {
            machines.pass(random.nextLong(1L << random.nextInt(1, 34)));
            machines.exchange(
                    random.nextLong(1L << random.nextInt(1, 31)), random.nextLong(1L << random.nextInt(1, 31)));

            assertThat(machines.error()).isLessThanOrEqualTo(estimate.errorNanos());
            assertThat(estimate.errorNanos()).isLessThanOrEqualTo(estimate.worstErrorNanos());
        }
    }

    @Test
    void theWorstErrorIncludesTheDriftBetweenTwoExchanges() {
        Machines machines = new Machines(0, 0);
        machines.exchange(MICRO, MICRO);
        estimate.begin();
        machines.pass(TimeUnit.MINUTES.toNanos(1));
        machines.exchange(MICRO, MICRO);

        assertThat(estimate.errorNanos()).isLessThan(3 * MICRO);
        assertThat(estimate.worstErrorNanos()).isBetween(6 * MILLI, 7 * MILLI);
    }

    @Test
    void aClockThatIsSetIsFollowedAtOnceAndShowsInTheWorstError() {
        new Machines(0, 0).exchange(MICRO, MICRO);
        estimate.begin();
        Machines set = new Machines(SECOND, 0);
        set.pass(MILLI);
        set.exchange(MICRO, MICRO);

        assertThat(set.error()).isLessThanOrEqualTo(estimate.errorNanos());
        assertThat(estimate.errorNanos()).isLessThan(2 * MICRO);
        assertThat(estimate.worstErrorNanos()).isGreaterThanOrEqualTo(SECOND);
    }

    @Test
    void errorsBeforeTheMeasurementAreNotCounted() {
        Machines machines = new Machines(SECOND, 0);
        machines.exchange(10 * MILLI, 10 * MILLI);
        machines.exchange(MICRO, MICRO);
        estimate.begin();

        assertThat(estimate.worstErrorNanos()).isLessThan(5 * MICRO);
    }
}
