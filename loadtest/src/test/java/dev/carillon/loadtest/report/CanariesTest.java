package dev.carillon.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The attribution of a delay when canaries have a separate loop and the loop of all other clients is late. */
class CanariesTest {
    private final Reports run = new Reports();

    @BeforeEach
    void countAFlawlessRun() {
        run.open(11);
        run.deliveries.countPublished(0, 0, true);
        run.deliver(1, 100);
        run.deliveries.countExpected(1, 0);
    }

    @Test
    void aDelayThatCanariesShareIsAttributedToTheServer() {
        countLateness(80);
        run.hearCanary(90, 1);

        assertThat(Verdict.of(run.fanout(10)).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void aDelayThatCanariesDoNotShareIsAttributedToTheTester() {
        // Without canaries the run is valid: the loop is late by less than half of the measured 100 ms.
        countLateness(48);
        assertThat(Verdict.of(run.fanout(10)).outcome()).isEqualTo(Outcome.PASSED);
        run.hearCanary(10, 1);

        assertThat(Verdict.of(run.fanout(10)).outcome()).isEqualTo(Outcome.INVALID);
        assertThat(Verdict.of(run.fanout(10)).reasons())
                .containsExactly("the tester's loops ran up to 48.0 ms late (p99): the measured latency is 100 ms,"
                        + " and 10.0 ms for canaries on a separate loop");
    }

    @Test
    void canariesOnALateLoopConfirmNoDelay() {
        countLateness(80);
        run.hearCanary(90, 60);

        assertThat(Verdict.of(run.fanout(10)).outcome()).isEqualTo(Outcome.INVALID);
    }

    @Test
    void aDifferenceThatLatenessDoesNotExplainIsAttributedToTheServer() {
        countLateness(8);
        run.hearCanary(1, 1);

        assertThat(Verdict.of(run.fanout(10)).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void theSummaryShowsTheLatencyOfTheCanaries() {
        run.hearCanary(90, 1);

        assertThat(Summary.of(run.fanout(10), Verdict.of(run.fanout(10)), Page.UNLIMITED))
                .contains("canaries, from due");
    }

    private void countLateness(long millis) {
        run.loops.countLateness(millis * 1_000_000, Duration.ofMillis(10).toNanos());
    }
}
