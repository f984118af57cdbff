package dev.carillon.loadtest.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.compare.ComparisonColumn.Kind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTableTest {
    private static final ComparedServer A = new ComparedServer("a", Path.of("a"));
    private static final ComparedServer B = new ComparedServer("b", Path.of("b"));
    private static final ComparisonColumn WINDOW = new ComparisonColumn("window 1", Kind.DELIVERIES);
    private static final ComparisonColumn LATENCY = new ComparisonColumn("p99", Kind.LATENCY);

    private final ComparisonTable table = new ComparisonTable(List.of(WINDOW, LATENCY));

    @Test
    void aRowShowsTheMedianTheMinimumAndTheMaximumOfAllRounds() {
        table.name(A, "A 1.0");
        List.of(130_000.0, 99_400.0, 2_590_000.0).forEach(figure -> table.add(A, WINDOW, figure));
        List.of(5.0, 6.0).forEach(figure -> table.add(A, LATENCY, figure));

        assertThat(table.table()).isEqualTo("""
                | server | window 1 | p99 |
                |---|---|---|
                | A 1.0 | 130k (99k to 2.59M) | 5.5 ms (5.0 ms to 6.0 ms) |
                """);
    }

    @Test
    void missingFiguresAreDashesAndNotesStandBelowTheTable() {
        table.add(A, LATENCY, 1.25);
        table.doubt(A, LATENCY);
        table.note("round 1, a, window 1: FAILED");
        table.name(B, "B");

        assertThat(table.table()).isEqualTo("""
                | server | window 1 | p99 |
                |---|---|---|
                | a | – | 1.3 ms* |
                | B | – | – |

                * in one of the runs the tester itself was the bottleneck

                - round 1, a, window 1: FAILED
                """);
    }

    @Test
    void eachKindOfFigureHasItsUnit() {
        assertThat(new ComparisonColumn("m", Kind.MEMORY).text(460.8)).isEqualTo("0.45 KiB");
        assertThat(new ComparisonColumn("c", Kind.PROCESSOR).text(0.0644)).isEqualTo("64 us");
        assertThat(WINDOW.text(2_590_000)).isEqualTo("2.59M");
        assertThat(WINDOW.text(412_345)).isEqualTo("412k");
        assertThat(LATENCY.text(16.34)).isEqualTo("16.3 ms");
    }
}
