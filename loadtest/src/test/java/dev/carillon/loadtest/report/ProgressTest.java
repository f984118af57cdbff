package dev.carillon.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.figure.Latencies;
import dev.carillon.loadtest.measure.Pulse;
import dev.carillon.loadtest.measure.Snapshot;
import dev.carillon.loadtest.measure.Snapshot.Sockets;
import dev.carillon.loadtest.measure.Snapshot.Traffic;
import dev.carillon.loadtest.report.Progress.Step;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** The progress of a run as text: totals so far, and rates of the last second. */
class ProgressTest {
    private final Reports run = new Reports();
    private final Progress progress = new Progress(run.idle(1000).plan());

    private final Snapshot half = snapshot(new Sockets(500, 500, 2, 0, 0), new Traffic(0, 0, 0, 0));
    private final Snapshot full =
            snapshot(new Sockets(1000, 1000, 3, 0, 1), new Traffic(10, 5, 20_000, 2_560_000), 2, 4);

    @Test
    void aTerminalShowsTheProgressInFiveLines() {
        run.timeline.add(Step.CONNECTING, 500_000_000, half, Reports.USE);
        Row row = run.timeline.add(Step.MEASURING, 1_500_000_000, full, Reports.USE);

        assertThat(progress.lines(full, row, Page.UNLIMITED))
                .containsExactly(
                        "Measuring "
                                + " \u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588"
                                + "  1,000 of 1,000 open, 00:01 into a run that measures 1m",
                        "sockets    opening 500/s, failed attempts 3, lost connections 1",
                        "messages   published 10 (10.0/s), received 20,000 (20,000/s, 2.6 MB/s)",
                        "latency    p50 2.00 ms, p99 4.00 ms, max 4.00 ms",
                        "tester     late by 3.00 ms, busiest loop 40 % of a core, garbage 12 ms");
    }

    @Test
    void theBarShowsTheShareOfOpenConnections() {
        Row row = run.timeline.add(Step.CONNECTING, 500_000_000, half, Reports.USE);

        assertThat(progress.lines(half, row, Page.UNLIMITED).getFirst())
                .startsWith("Connecting " + "\u2588".repeat(15) + "\u2591".repeat(15) + "  500 of 1,000 open");
    }

    @Test
    void aFileReceivesTheProgressAsOneLine() {
        Row connecting = run.timeline.add(Step.CONNECTING, 500_000_000, half, Reports.USE);
        assertThat(progress.line(half, connecting))
                .isEqualTo("Connecting 500 of 1,000 open (1,000/s), published 0 (0.0/s), received 0 (0.0/s),"
                        + " latency none measured, failed attempts 2, lost connections 0");

        Row measuring = run.timeline.add(Step.MEASURING, 1_500_000_000, full, Reports.USE);
        assertThat(progress.line(full, measuring))
                .isEqualTo("Measuring  1,000 of 1,000 open (500/s), published 10 (10.0/s), received 20,000 (20,000/s),"
                        + " latency p50 2.00 ms, p99 4.00 ms, max 4.00 ms, failed attempts 3, lost connections 1");
    }

    static Snapshot snapshot(Sockets sockets, Traffic traffic, long... latencyMillis) {
        Histogram latencies = Latencies.histogram();
        for (long millis : latencyMillis) {
            Latencies.record(latencies, millis * 1_000_000);
        }
        return new Snapshot(sockets, traffic, new Pulse(latencies, 3_000_000, 0.4));
    }
}
