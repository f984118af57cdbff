package dev.carillon.rate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Rate;
import dev.carillon.config.Rates;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a bucket allows; the test moves the clock. */
class TokenBucketTest {
    private long nowNanos;

    @ParameterizedTest
    @ValueSource(strings = {"1/s", "3/s", "0.7/s", "7/m", "60/m", "1/m", "1.5k/s", "700k/s", "900m/s", "0.001/m"})
    void aTakeSucceedsAfterTheReportedWaitAndNotEarlier(String text) {
        TokenBucket bucket = bucket(text);
        for (int refused = 0; refused < 20; refused++) {
            drain(bucket);
            long nanos = bucket.nanosUntil(1);
            assertThat(nanos).isPositive();
            nowNanos += nanos - 1;
            assertThat(bucket.take(1)).isFalse();
            nowNanos += 1;
            assertThat(bucket.take(1)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1/s", "3/s", "0.7/s", "7/m", "1.5k/s", "700k/s", "12.34/s"})
    void theRateIsExactOverALongTime(String text) {
        Rate rate = new Rates().convert(text);
        TokenBucket bucket = bucket(text);
        drain(bucket);
        long taken = 0;
        long steps = 100_000;
        // A time that is not a multiple of anything, between a third of an interval and three.
        long step = (long) (rate.intervalNanos() / 3) + 7919;
        for (long i = 0; i < steps; i++) {
            nowNanos += step;
            taken += bucket.take(1) ? 1 : 0;
        }
        double allowed = Math.min((double) steps, rate.perSecond() * step * steps / 1e9);
        assertThat((double) taken).isBetween(allowed - 2, allowed + 1);
    }

    @Test
    void theAmountOfAUnitIsAllowedAtOnceAfterAPause() {
        TokenBucket bucket = bucket("60/m");
        assertThat(drain(bucket)).isEqualTo(60);
        pass(Duration.ofMinutes(1));
        assertThat(drain(bucket)).isEqualTo(60);
        pass(Duration.ofDays(400));
        assertThat(drain(bucket)).isEqualTo(60);
    }

    @Test
    void aTakeAboveTheCapacityOfAFullBucketSucceedsAndDelaysTheNext() {
        TokenBucket bucket = bucket("10/s");
        assertThat(bucket.take(100)).isTrue();
        assertThat(bucket.nanosUntil(1)).isEqualTo(Duration.ofMillis(9100).toNanos());
        assertThat(bucket.nanosUntil(100)).isEqualTo(Duration.ofSeconds(10).toNanos());
        pass(Duration.ofMillis(9999));
        assertThat(bucket.take(100)).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(bucket.take(100)).isTrue();
    }

    @Test
    void aTakeAllocatesNothing() {
        TokenBucket bucket = bucket("10k/s");
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = 0;
        for (int round = 0; round < 2; round++) {
            before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                nowNanos += 1000;
                bucket.take(1);
            }
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }

    private static int drain(TokenBucket bucket) {
        int taken = 0;
        for (int part = 1 << 30; part > 0; part /= 2) {
            while (part <= bucket.pace().burst && bucket.take(part)) {
                taken += part;
            }
        }
        return taken;
    }

    private void pass(Duration time) {
        nowNanos += time.toNanos();
    }

    private TokenBucket bucket(String rate) {
        return new Pace(new Rates().convert(rate), () -> nowNanos).newBucket();
    }
}
