package dev.carillon.hub;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SweepLimitsTest {
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    @Test
    void eachLimitIsChecked() {
        assertThatThrownBy(() -> new SweepLimits(0, 1, MILLISECOND, MILLISECOND, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sweep batch bytes must be at least 1, was 0");
        assertThatThrownBy(() -> new SweepLimits(1, 0, MILLISECOND, MILLISECOND, 1))
                .hasMessage("sweep slice visits must be at least 1, was 0");
        assertThatThrownBy(() -> new SweepLimits(1, 1, Duration.ZERO, MILLISECOND, 1))
                .hasMessage("sweep slice time must be longer than 0, was PT0S");
        assertThatThrownBy(() -> new SweepLimits(1, 1, MILLISECOND, Duration.ofNanos(999_999), 1))
                .hasMessage("sweep slice time at most must be at least PT0.001S, was PT0.000999999S");
        assertThatThrownBy(() -> new SweepLimits(1, 1, MILLISECOND, MILLISECOND, -5))
                .hasMessage("sweep pending bytes must be at least 1, was -5");
    }
}
