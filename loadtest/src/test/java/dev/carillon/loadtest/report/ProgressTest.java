package dev.carillon.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.measure.Snapshot;
import dev.carillon.loadtest.report.Progress.Step;
import org.junit.jupiter.api.Test;

class ProgressTest {

    @Test
    void aLineTellsWhatThereIsAndHowFastItGrewSinceTheLast() {
        Progress progress = new Progress(0);
        Snapshot half = new Snapshot(500, 2, 0, 0, 0);
        Snapshot full = new Snapshot(1000, 2, 1, 10, 20_000).plus(new Snapshot(0, 1, 0, 0, 0));

        assertThat(progress.line(Step.CONNECTING, half, 500_000_000, 1000))
                .isEqualTo("Connecting 500 of 1,000 open (1,000/s), sent 0 (0.0/s), received 0 (0.0/s),"
                        + " failed attempts 2, lost connections 0");
        assertThat(progress.line(Step.MEASURING, full, 1_500_000_000, 1000))
                .isEqualTo("Measuring  1,000 of 1,000 open (500/s), sent 10 (10.0/s), received 20,000 (20,000/s),"
                        + " failed attempts 3, lost connections 1");
    }
}
