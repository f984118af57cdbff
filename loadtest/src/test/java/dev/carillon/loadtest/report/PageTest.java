package dev.carillon.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.loadtest.report.Page.Table;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {

    @Test
    void aLongLineIsWrappedBetweenWordsAfterItsLabel() {
        assertThat(new Page(30)
                        .label("closed")
                        .line("21 by us and answered, none not")
                        .toString())
                .isEqualTo("""
                closed       21 by us and
                             answered, none
                             not
                """);
    }

    @Test
    void aTableThatIsTooWideIsPrintedAsASentencePerRow() {
        Table table = new Table(List.of("", "p50", "max"), List.of(List.of("due", "1.00", "2.00")));

        assertThat(new Page(40).label("a").line("b").label("trip").table(table).toString())
                .isEqualTo("""
                a            b
                trip               p50   max
                             due  1.00  2.00
                """);
        assertThat(new Page(27).label("trip").table(table).toString()).isEqualTo("""
                trip         due: p50 1.00,
                             max 2.00
                """);
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 40, 60, 100})
    void noLineOfASummaryIsWiderThanTheTerminal(int width) {
        Reports run = new Reports();
        run.open(11);
        run.deliver(1, 50);
        run.deliveries.countExpected(2, 1);
        Report report = run.fanout(10);

        assertThat(Summary.of(report, Verdict.of(report), width).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
    }

    @Test
    void aRowMustHaveACellForEachColumn() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Table(List.of("", "p50"), List.of(List.of("due", "1", "2"))))
                .withMessage("a row must have a cell for each of [, p50], but was [due, 1, 2]");
    }
}
