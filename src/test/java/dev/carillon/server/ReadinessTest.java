package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A node is ready if all of its parts are. */
class ReadinessTest {
    private final Readiness readiness = new Readiness();

    @Test
    void eachPartThatIsNotReadyIsReported() {
        readiness.add(() -> Optional.of("cluster: expected 3 nodes, but there is 1"));
        readiness.add(Optional::empty);
        readiness.add(() -> Optional.of("draining"));
        assertThat(readiness.notReady()).containsExactly("cluster: expected 3 nodes, but there is 1", "draining");
    }

    @Test
    void aNodeIsReadyWhenAllItsPartsAreReady() {
        readiness.add(Optional::empty);
        assertThat(readiness.notReady()).isEmpty();
    }

    @Test
    void aBlockedLoopIsNotReadyUntilItRunsATask() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
        LoopPulse pulse = new LoopPulse(1, now::get);
        now.addAndGet(LoopPulse.LONGEST.toNanos() - 1);
        assertThat(pulse.notReady()).isEmpty();
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(pulse.notReady())
                .contains("loop 1: expected to run its tasks each second, but it has run none for 6 s");
        pulse.beat();
        assertThat(pulse.notReady()).isEmpty();
    }
}
