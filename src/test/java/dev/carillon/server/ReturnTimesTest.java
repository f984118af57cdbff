package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReturnTimesTest {
    private static final Duration STEP = Duration.ofMillis(50);

    /** Close to its overflow. */
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(10).toNanos();

    /** The times at which clients return, since the drain began. */
    private final List<Duration> moments = new ArrayList<>();

    private final List<Duration> waits = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"PT30S, 10000", "PT60S, 100000", "PT5S, 9900", "PT1S, 20", "PT1H, 1000000"})
    void clientsReconnectAtOnceWhenOtherNodesCanTakeThem(Duration window, int connections) {
        drain(connections, window, ReturnTimes.MOST);
        assertThat(waits).allMatch(wait -> wait.compareTo(ReturnTimes.SPREAD.plus(STEP)) < 0);
        assertThat(mostInASecond()).isLessThanOrEqualTo(2 * ReturnTimes.MOST.burst());
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 10000", "PT1S, 20000", "PT5S, 100000"})
    void clientsReconnectOverALongerTimeWhenThereAreTooMany(Duration window, int connections) {
        drain(connections, window, ReturnTimes.MOST);
        double seconds = connections / ReturnTimes.MOST.perSecond();
        assertThat(moments.getLast().toMillis())
                .isBetween((long) (seconds * 1000) - 100, (long) (seconds * 1000) + 400);
        // The spread before and after it adds to that.
        assertThat(mostInASecond()).isBetween(ReturnTimes.MOST.burst() - 50, ReturnTimes.MOST.burst() * 3 / 2);
    }

    @Test
    void clientsReconnectAtTheHandshakeRate() {
        drain(1000, Duration.ofSeconds(5), new Rate(100));
        assertThat(moments.getLast()).isBetween(Duration.ofMillis(9_900), Duration.ofMillis(10_300));
        assertThat(mostInASecond()).isLessThanOrEqualTo(130);
    }

    @Test
    void theWaitIsLimited() {
        drain(10_000, Duration.ofSeconds(5), Rate.perMinute(1));
        assertThat(waits).allMatch(wait -> wait.compareTo(ReturnTimes.LONGEST.plus(ReturnTimes.SPREAD)) < 0);
        assertThat(new HashSet<>(waits)).hasSizeGreaterThan(9_900);
    }

    @Test
    void clientsClosedInOneStepReconnectAtDifferentTimes() {
        drain(100, Duration.ZERO, ReturnTimes.MOST);
        assertThat(new HashSet<>(waits)).hasSize(100);
    }

    private void drain(int connections, Duration window, Rate handshakes) {
        RandomGenerator random = new Random(18);
        ReturnTimes returns = new ReturnTimes(handshakes, () -> nanos, random);
        long begin = nanos;
        long steps = Math.max(1, window.dividedBy(STEP));
        long perStep = Math.max(1, Math.ceilDiv(connections, steps));
        for (int closed = 0; closed < connections; closed++) {
            if (closed > 0 && closed % perStep == 0) {
                nanos += STEP.toNanos();
            }
            Duration wait = returns.next();
            waits.add(wait);
            moments.add(wait.plusNanos(nanos - begin));
        }
        moments.sort(null);
    }

    private long mostInASecond() {
        long most = 0;
        int first = 0;
        for (int last = 0; last < moments.size(); last++) {
            while (moments.get(last).minus(moments.get(first)).compareTo(Duration.ofSeconds(1)) >= 0) {
                first++;
            }
            most = Math.max(most, last - first + 1L);
        }
        return most;
    }
}
