package dev.carillon.loadtest.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.compare.ScoreColumn.Kind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreboardTest {
    private static final Peer A = new Peer("a", Path.of("a"));
    private static final Peer B = new Peer("b", Path.of("b"));
    private static final ScoreColumn WINDOW = new ScoreColumn("window 1", Kind.DELIVERIES);
    private static final ScoreColumn LATENCY = new ScoreColumn("p99", Kind.LATENCY);

    private final Scoreboard scoreboard = new Scoreboard(List.of(WINDOW, LATENCY));

    @Test
    void aRowIsTheMedianOfAllRoundsWithTheLeastAndTheMost() {
        scoreboard.name(A, "A 1.0");
        List.of(130_000.0, 99_400.0, 2_590_000.0).forEach(figure -> scoreboard.add(A, WINDOW, figure));
        List.of(5.0, 6.0).forEach(figure -> scoreboard.add(A, LATENCY, figure));

        assertThat(scoreboard.table()).isEqualTo("""
                | server | window 1 | p99 |
                |---|---|---|
                | A 1.0 | 130k (99k to 2.59M) | 5.5 ms (5.0 ms to 6.0 ms) |
                """);
    }

    @Test
    void whatIsNotKnownIsLeftOutAndWhyIsSaidBelow() {
        scoreboard.add(A, LATENCY, 1.25);
        scoreboard.doubt(A, LATENCY);
        scoreboard.note("round 1, a, window 1: FAILED");
        scoreboard.name(B, "B");

        assertThat(scoreboard.table()).isEqualTo("""
                | server | window 1 | p99 |
                |---|---|---|
                | a | – | 1.3 ms* |
                | B | – | – |

                * in one of the runs the tester itself was the bottleneck

                - round 1, a, window 1: FAILED
                """);
    }

    @Test
    void eachFigureHasTheUnitInWhichPeopleReadIt() {
        assertThat(new ScoreColumn("m", Kind.MEMORY).text(460.8)).isEqualTo("0.45 KiB");
        assertThat(new ScoreColumn("c", Kind.PROCESSOR).text(0.0644)).isEqualTo("64 us");
        assertThat(WINDOW.text(2_590_000)).isEqualTo("2.59M");
        assertThat(WINDOW.text(412_345)).isEqualTo("412k");
        assertThat(LATENCY.text(16.34)).isEqualTo("16.3 ms");
    }
}
