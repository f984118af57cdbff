package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainPaceTest {
    private static final Duration STEP = Duration.ofMillis(50);

    /** Close to its overflow. */
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    @ParameterizedTest
    @CsvSource({"600, 1", "601, 1", "899, 1", "10000, 16", "1000000, 1666"})
    void connectionsAreClosedEvenlyOverTheWindow(int connections, int least) {
        List<Integer> closed = drain(connections, Duration.ofSeconds(30), STEP);
        assertThat(closed).hasSizeBetween(595, 600).allMatch(each -> each >= least && each <= least + 1);
    }

    @ParameterizedTest
    @CsvSource({"PT0.1S", "PT1S", "PT7S"})
    void aLoopWithLateStepsFinishesInTime(Duration late) {
        int steps = drain(10_000, Duration.ofSeconds(30), late).size();
        assertThat(late.multipliedBy(steps - 1L))
                .isLessThanOrEqualTo(Duration.ofSeconds(30).plus(late));
    }

    @Test
    void aFewConnectionsDoNotTakeTheWholeWindow() {
        assertThat(drain(3, Duration.ofHours(1), STEP)).containsExactly(1, 1, 1);
    }

    @Test
    void allConnectionsAreClosedAtOnceWithoutAWindow() {
        assertThat(drain(10_000, Duration.ZERO, STEP)).containsExactly(10_000);
        assertThat(new DrainPace(0, STEP, Duration.ZERO, () -> nanos).due(0)).isZero();
    }

    /** The number of connections that each step closes, if a step is {@code late}. */
    private List<Integer> drain(int connections, Duration window, Duration late) {
        DrainPace pace = new DrainPace(connections, STEP, window, () -> nanos);
        List<Integer> closed = new ArrayList<>();
        for (int open = connections; open > 0; open -= closed.getLast()) {
            closed.add(pace.due(open));
            nanos += late.toNanos();
        }
        return closed;
    }
}
