package dev.carillon.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A figure without samples is not measured, whatever its value, and an expectation on it is not met. */
class NotMeasuredTest {
    /** The figures that are measured even in a run in which nothing happens: counts, and the use of the process. */
    private static final List<String> COUNTS =
            List.of("opened", "published", "tester.cpu", "tester.gc", "tester.gc.max");

    private final Reports run = new Reports();

    @Test
    void expectationsOnUnmeasuredFiguresAreNotMet() {
        Report nothing = run.fanout(10);

        List<String> measured = Metrics.of(Reports.FANOUT).stream()
                .map(metric -> new Expectation(
                        metric.name(), metric, (actual, bound) -> actual <= bound, Double.MAX_VALUE, false))
                .map(expectation -> expectation.judge(nothing))
                .filter(judgement -> judgement.measured() || judgement.held())
                .map(judgement -> judgement.expectation().text())
                .toList();

        assertThat(measured).containsExactlyElementsOf(COUNTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lost<1%", "lost==0", "delivery.p99<50ms", "keepalive.unanswered==0", "reach>=0%"})
    void anExpectationOnAnUnmeasuredFigureFailsTheRun(String text) {
        run.open(11);
        run.deliveries.countPublished(0, 0, false);

        Verdict verdict = Verdict.of(run.fanout(10), List.of(Expectation.of(text, Reports.FANOUT)));

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(verdict.reasons())
                .contains("nothing was measured: no delivery was timed")
                .anyMatch(reason -> reason.matches(text + ": not measured \\(0 (deliveries|keep-alives)\\)"));
    }

    @Test
    void aRunWithoutATimedDeliveryFails() {
        run.open(11);
        run.deliveries.countPublished(0, 0, false);
        run.deliveries.countExpected(10, 0);

        Report report = run.fanout(10);
        Verdict verdict = Verdict.of(report);

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(Headline.of(report, verdict)).isEqualTo("FAILED: 0 of 10 deliveries arrived.");
    }

    @Test
    void anUnmeasuredFigureIsNullInJson() {
        run.open(11);
        Report report = run.fanout(10);

        JsonObject json = JsonReport.json(report, Verdict.of(report), Reports.CIRCUMSTANCES);

        assertThat(json.getJsonObject("figures").getMap()).containsEntry("delivery.p99", null);
        assertThat(json.getJsonObject("figures").getDouble("opened")).isEqualTo(11);
        assertThat(json.getJsonObject("fanout")
                        .getJsonObject("latencyFromIntended")
                        .getMap())
                .containsEntry("count", 0L)
                .containsEntry("p99", null)
                .containsEntry("p9999", null);
    }

    @Test
    void anIdleRunPassesWithoutAKeepAlive() {
        run.open(10);

        assertThat(Verdict.of(run.idle(10)).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(Metrics.of(run.idle(10)))
                .filteredOn(metric -> metric.name().startsWith("keepalive."))
                .noneMatch(Metric::isMeasured);
    }
}
