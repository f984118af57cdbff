package dev.carillon.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.figure.Latencies;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyWindowTest {
    private final Histogram all = Latencies.histogram();
    private final LatencyWindow window = new LatencyWindow();

    @Test
    void aWindowContainsOnlyTheLatenciesSinceTheLastCall() {
        Latencies.record(all, 900_000_000);
        assertThat(window.since(all).getMaxValue()).isEqualTo(all.getMaxValue());

        Latencies.record(all, 2_000_000);
        Latencies.record(all, 4_000_000);
        Histogram since = window.since(all);
        assertThat(since.getTotalCount()).isEqualTo(2);
        assertThat(since.getMaxValue()).isBetween(4_000_000L, 4_010_000L);
        assertThat(since.getValueAtPercentile(50)).isBetween(2_000_000L, 2_010_000L);

        assertThat(window.since(all).getTotalCount()).isZero();
        assertThat(all.getTotalCount()).as("the whole stays whole").isEqualTo(3);
    }
}
