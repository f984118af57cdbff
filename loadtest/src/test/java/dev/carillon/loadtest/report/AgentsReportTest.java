package dev.carillon.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.measure.ProcessHealth;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The report of a run with agents states the error of their clocks. Latencies close to it make the run invalid. */
class AgentsReportTest {
    private static final long MILLI = 1_000_000;

    private final Reports run = new Reports();

    @Test
    void theClockErrorIsTwiceThatOfTheWorstAgent() {
        Report report = report(20, 3 * MILLI);

        assertThat(page(report))
                .contains("2 agents (10.0.0.1:8082, 10.0.0.2:8082): latencies between machines are right to"
                        + " within 6.00 ms");
        JsonObject tester = new JsonObject(JsonReport.of(report, Verdict.of(report), Reports.CIRCUMSTANCES))
                .getJsonObject("tester");
        assertThat(tester.getDouble("clockError")).isEqualTo(6.0);
        assertThat(tester.getJsonArray("agents")).isEqualTo(new JsonArray(List.of("10.0.0.1:8082", "10.0.0.2:8082")));
        assertThat(Verdict.of(report).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void aRunWhoseLatencyIsCloseToTheClockErrorIsInvalid() {
        Verdict verdict = Verdict.of(report(20, 6 * MILLI));

        assertThat(verdict.outcome()).isEqualTo(Outcome.INVALID);
        assertThat(verdict.doubts())
                .containsExactly("the clocks of the agents are accurate to only 12.0 ms, but the measured latency is"
                        + " 20.0 ms (p99)");
    }

    @Test
    void aRunWhoseLatencyIsMuchLargerThanTheClockErrorPasses() {
        assertThat(Verdict.of(report(200, 6 * MILLI)).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void aRunOnOneMachineMentionsNoAgents() {
        run.open(11);
        run.deliver(1, 20);

        assertThat(page(run.fanout(10))).doesNotContain("agent");
    }

    /**
     * A run of ten subscribers and one delivery at two agents. The less accurate clock has an error of up to
     * {@code errorNanos}.
     */
    private Report report(long latencyMillis, long errorNanos) {
        run.open(11);
        run.deliveries.countPublished(0, 0, true);
        run.deliver(1, latencyMillis);
        run.deliveries.countExpected(1, 0);
        Report here = run.fanout(10);
        ProcessHealth health = new ProcessHealth(Reports.USE, 1 << 20);
        return new Report(
                here.plan(),
                here.lane(),
                here.tally(),
                here.process(),
                here.timeline(),
                List.of(
                        health.at(new ProcessHealth.Elsewhere("10.0.0.1:8082", errorNanos / 10)),
                        health.at(new ProcessHealth.Elsewhere("10.0.0.2:8082", errorNanos)),
                        health.at(new ProcessHealth.Elsewhere("10.0.0.2:8082", errorNanos / 2))),
                List.of(),
                here.ending(),
                Optional.empty(),
                Optional.empty());
    }

    private static String page(Report report) {
        return Summary.of(report, Verdict.of(report), Page.UNLIMITED);
    }
}
