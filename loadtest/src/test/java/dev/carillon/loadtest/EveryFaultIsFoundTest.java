package dev.carillon.loadtest;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Rate;
import dev.carillon.loadtest.BroadcastServer.Fault;
import dev.carillon.loadtest.measure.Defect;
import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.report.Report;
import dev.carillon.loadtest.report.Row;
import dev.carillon.loadtest.run.LoadTest;
import dev.carillon.loadtest.run.Screen;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * The tester finds each fault of a server that counts its own faults. Counts are compared exactly; times have a
 * tolerance for a busy machine.
 */
class EveryFaultIsFoundTest {
    private static final int SUBSCRIBERS = 50;

    @Test
    void oneLostDeliveryInAThousandIsCounted() {
        try (BroadcastServer server = new BroadcastServer(Fault.DROP, 1000)) {
            DeliveryTally deliveries = deliveries(run(server, 200));

            assertThat(deliveries.expected.count()).isBetween(39_900L, 40_000L);
            assertThat(deliveries.lost().count()).isEqualTo(server.faults()).isBetween(39L, 40L);
            assertThat(deliveries.faults())
                    .as("and nothing else")
                    .isEqualTo(deliveries.lost().count());
        }
    }

    @Test
    void oneLateDeliveryInAHundredShowsInTheHighPercentiles() {
        try (BroadcastServer server = new BroadcastServer(Fault.DELAY, 100)) {
            DeliveryTally deliveries = deliveries(run(server, 100));
            Histogram latencies = deliveries.fromIntended;
            long late = countFrom(latencies, BroadcastServer.DELAY);

            assertThat(late).isBetween(server.faults(), server.faults() + server.faults() / 5);
            assertThat(server.faults()).isGreaterThanOrEqualTo(100);
            assertThat(latencies.getValueAtPercentile(90)).isLessThan(BroadcastServer.DELAY.toNanos());
            assertThat(latencies.getValueAtPercentile(99.5)).isGreaterThanOrEqualTo(BroadcastServer.DELAY.toNanos());
            // A delivery that is 300 ms late arrives after thirty later ones (100/s), unless it is one of the last.
            assertThat(deliveries.defect(Defect.REORDERED).count()).isBetween(server.faults() - 15, server.faults());
            assertThat(deliveries.lost().count()).isZero();
        }
    }

    @Test
    void randomClosesAreCountedByCode() {
        try (BroadcastServer server = new BroadcastServer(Fault.CLOSE_AT_RANDOM, 500)) {
            Report report = run(server, 100);
            Map<Integer, Long> found = report.tally().closes().unexpected.shown().entrySet().stream()
                    .collect(Collectors.toMap(close -> close.getKey().code(), Map.Entry::getValue, Long::sum));

            assertThat(found).isEqualTo(server.closes()).hasSizeGreaterThan(1);
            assertThat(sum(report, row -> row.sockets().lost()))
                    .as("the timeline")
                    .isEqualTo(server.faults());
            DeliveryTally deliveries = deliveries(report);
            assertThat(deliveries.expected.count())
                    .as("all that fell due, whether or not the subscriber had a connection by then")
                    .isEqualTo(deliveries.due() * SUBSCRIBERS)
                    .isEqualTo(deliveries.seen.count() + deliveries.lost().count());
            assertThat(deliveries.lost().count()).isPositive();
        }
    }

    @Test
    void aStallDelaysEveryPublicationThatFallsDueInIt() {
        try (BroadcastServer server = new BroadcastServer(Fault.STALL, 100 * SUBSCRIBERS)) {
            Report report = run(server, 100);
            DeliveryTally deliveries = deliveries(report);

            assertThat(server.faults()).isEqualTo(1);
            assertThat(deliveries.fromIntended.getMaxValue())
                    .isBetween(SECONDS.toNanos(2) - 50_000_000, SECONDS.toNanos(2) + 700_000_000);
            // The publications that fall due in the first half of the stall, a hundred (100/s), wait for at least 1 s.
            // How many more do depends on how fast the backlog is sent; those that fall due after the stall do not.
            assertThat(countFrom(deliveries.fromIntended, Duration.ofSeconds(1)))
                    .isBetween(95L * SUBSCRIBERS, 200L * SUBSCRIBERS);
            assertThat(report.timeline().rows())
                    .as("a second in which nothing came, between others")
                    .anySatisfy(row -> {
                        assertThat(row.traffic().received()).isZero();
                        assertThat(row.traffic().published()).isPositive();
                    });
            assertThat(deliveries.faults()).as("nothing is lost by it").isZero();
        }
    }

    @Test
    void theTimelineAddsUpToTheTotals() {
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            Report report = run(server, 50);
            DeliveryTally deliveries = deliveries(report);

            assertThat(sum(report, row -> row.sockets().opened())).isEqualTo(SUBSCRIBERS + 1);
            assertThat(sum(report, row -> row.sockets().closed())).isEqualTo(SUBSCRIBERS + 1);
            assertThat(sum(report, row -> row.traffic().published())).isEqualTo(deliveries.sent.count());
            assertThat(sum(report, row -> row.traffic().received())).isEqualTo(deliveries.seen.count());
            assertThat(sum(report, row -> row.traffic().receivedBytes()))
                    .isGreaterThanOrEqualTo(
                            deliveries.seen.count() * deliveries.fanout().size());
            assertThat(sum(report, row -> row.latency().count())).isEqualTo(deliveries.fromIntended.getTotalCount());
            assertThat(report.timeline().rows().getLast().sockets().open()).isZero();
        }
    }

    // ---- runs and figures

    /** Runs a fanout for 4 s without warm-up: every publication is measured. */
    private static Report run(BroadcastServer server, int rate) {
        WorkloadVerb idle = new WorkloadVerb.IdleCommand();
        new CommandLine(idle)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(server.url("/topics/t"), "-c", "" + SUBSCRIBERS, "--duration", "4s");
        Plan plan = idle.options.plan(new Fanout(1, 1, new Rate(rate), 128, Duration.ZERO, Duration.ofSeconds(3)));
        return LoadTest.run(plan, Screen.file(new PrintWriter(new StringWriter()), true));
    }

    private static DeliveryTally deliveries(Report report) {
        return (DeliveryTally) report.tally().work();
    }

    private static long countFrom(Histogram latencies, Duration least) {
        return latencies.getCountBetweenValues(least.toNanos(), TimeUnit.HOURS.toNanos(1));
    }

    private static long sum(Report report, ToLongFunction<Row> figure) {
        return report.timeline().rows().stream().mapToLong(figure).sum();
    }
}
