package dev.carillon.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Rate;
import dev.carillon.loadtest.plan.Phase;
import dev.carillon.loadtest.plan.Phase.Levels;
import dev.carillon.loadtest.plan.Scenario;
import dev.carillon.loadtest.plan.Workload.Fanout;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Publications are counted in the phase in which they fall due: 0 to 9 in the warm-up, 10 to 29 in the first phase, 30
 * to 69 in the second. Two publishers take turns.
 */
class PhaseTalliesTest {
    private static final Fanout FANOUT = new Fanout(1, 2, new Rate(10), 128, Duration.ofSeconds(1), Duration.ZERO)
            .in(new Scenario(new Levels(5, 10, 0), List.of(phase("slow", 10), phase("quick", 20))));

    private final PhaseTallies tallies = new PhaseTallies(FANOUT);

    @Test
    void aPublicationBelongsToThePhaseInWhichItFallsDue() {
        Stream.of(9L, 10L, 29L, 30L, 69L).forEach(tallies::countPublished);

        assertThat(tallies.all()).extracting(tally -> tally.published.count()).containsExactly(2L, 2L);
    }

    @Test
    void expectedDeliveriesAreCountedInThePhaseOfTheirPublication() {
        // Publisher 0 has 0, 2, 4 … and publisher 1 has 1, 3, 5 …: each has 5 in the warm-up, then 10 and 20.
        tallies.countExpected(0, 1, 35);
        tallies.countExpected(1, 4, 16);

        assertThat(tallies.all()).extracting(tally -> tally.expected.count()).containsExactly(10L + 10, 20L + 1);
    }

    @Test
    void aGapAcrossTwoPhasesIsCountedAsLostInBoth() {
        tallies.countLost(1, 14, 18);

        assertThat(tallies.all()).extracting(tally -> tally.lost.count()).containsExactly(2L, 3L);
    }

    private static Phase phase(String name, double rate) {
        return new Phase(name, Duration.ZERO, Duration.ofSeconds(2), new Levels(5, rate, 0));
    }
}
