package dev.carillon.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The time of garbage collections is the figure that the JVM reports. */
class CollectionWatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CollectionWatch watch = new CollectionWatch();

    @Test
    void theLongestCollectionOfTheMeasurementIsReported() {
        List<String> alive = new ArrayList<>();
        for (int i = 0; i < 500_000; i++) {
            alive.add("text number " + i);
        }
        watch.begin();
        awaitCollection();

        assertThat(watch.end()).isBetween(Duration.ofMillis(1), PATIENCE);
        assertThat(alive).hasSize(500_000);
    }

    @Test
    void aWatchThatHasNotBegunReportsNoCollection() {
        assertThat(watch.end()).isZero();
    }

    /** Collects garbage until the watch reports it. The JVM reports a collection on a separate thread, with a delay. */
    private void awaitCollection() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (watch.longest().isZero() && System.nanoTime() < end) {
            System.gc();
            Thread.onSpinWait();
        }
    }
}
