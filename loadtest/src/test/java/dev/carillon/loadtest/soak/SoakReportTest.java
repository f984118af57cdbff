package dev.carillon.loadtest.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.report.Outcome;
import dev.carillon.loadtest.report.Page;
import dev.carillon.loadtest.report.Report;
import dev.carillon.loadtest.report.Reports;
import dev.carillon.loadtest.report.Verdict;
import dev.carillon.loadtest.soak.SoakReport.Part;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The verdict on a soak depends on its load tests and on the growth of the service's process. */
class SoakReportTest {
    private static final int LOOKS = 720;
    private static final long INTERVAL_NANOS = 5_000_000_000L;
    private static final double MIB = 1 << 20;

    @Test
    void aSoakWithoutGrowthPasses() {
        SoakReport report = report(10, look -> 100 * MIB);

        assertThat(report.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(report.headline()).isEqualTo("PASSED: the service did all that it should for 1m, and did not grow.");
        assertThat(report.reasons()).isEmpty();
        assertThat(SoakSummary.of(report, Page.UNLIMITED))
                .contains("  resident memory        100.0 MiB     100.0 MiB         8.0 MiB         0.0 MiB  FLAT\n")
                .contains("  live heap                0.0 MiB       0.0 MiB         0.0 MiB         0.0 MiB  UNSEEN\n")
                .contains("the service kept 10.0 % of a core busy, the tester 25.0 %\n");
    }

    @Test
    void growthFailsASoakWhoseLoadTestsPassed() {
        SoakReport report = report(10, look -> (100 + 40.0 * look / LOOKS) * MIB);

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.headline()).isEqualTo("FAILED: the service grew, in 1m.");
        assertThat(report.reasons())
                .containsExactly("the service's resident memory grew from 115.0 MiB to 135.0 MiB, by more than 8.0 MiB,"
                        + " which is 40.1 MiB an hour");
    }

    @Test
    void aFailedLoadTestFailsTheSoak() {
        SoakReport report = report(9, look -> 100 * MIB);

        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(report.headline()).isEqualTo("FAILED: the service did not do all that it should for 1m.");
        assertThat(report.reasons()).isNotEmpty().allMatch(reason -> reason.startsWith("held: "));
    }

    @Test
    void aSoakWithoutSamplesIsInvalid() {
        SoakReport report =
                SoakReport.of(parts(10), new ServiceSampler.Seen(List.of(), 3, 3, Optional.of("no answer")), 0.05);

        assertThat(report.outcome()).isEqualTo(Outcome.INVALID);
        assertThat(report.reasons()).containsExactly("there are too few samples of the service to judge it");
        assertThat(report.remarks())
                .contains(
                        "3 of 3 samples of the service were incomplete; the last reason: no answer",
                        "resident memory could not be read");
    }

    private static SoakReport report(int opened, IntToDoubleFunction memory) {
        List<Sample> samples = IntStream.range(0, LOOKS)
                .mapToObj(look -> new Sample(
                        look * INTERVAL_NANOS,
                        Map.of(Gauge.RSS, memory.applyAsDouble(look)),
                        Map.of(),
                        Optional.of(Duration.ofNanos(look * INTERVAL_NANOS / 10)),
                        Optional.empty()))
                .toList();
        return SoakReport.of(parts(opened), new ServiceSampler.Seen(samples, LOOKS, 0, Optional.empty()), 0.05);
    }

    /** One load test of ten connections, {@code opened} of which were opened. */
    private static SequencedMap<String, Part> parts(int opened) {
        Reports run = new Reports();
        run.open(opened);
        Report held = run.idle(10);
        SequencedMap<String, Part> parts = new LinkedHashMap<>();
        parts.put("held", new Part(held, Verdict.ofUntimed(held)));
        return parts;
    }
}
