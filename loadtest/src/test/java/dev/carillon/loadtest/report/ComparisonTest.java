package dev.carillon.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The differences between two runs, each marked as better or worse. */
class ComparisonTest {
    @TempDir
    private Path directory;

    @Test
    void changedFiguresAreMarkedAsBetterOrWorse() throws IOException {
        Report before = report(10, 5, 20, 0);
        Report after = report(10, 4, 30, 2);

        assertThat(compare(before, after))
                .contains("\nagainst " + old() + "\n")
                .doesNotContain("not the same plan")
                .containsPattern("(?m)^  lost +0 +2 +\\+2 +WORSE$")
                .containsPattern(
                        "(?m)^  delivery\\.p50 +5\\.00 ms +4\\.00 ms +-(1\\.00|0\\.999) ms +-20\\.0 % +better$")
                .containsPattern("(?m)^  delivery\\.max +20\\.0 ms +30\\.0 ms +\\+10\\.0 ms +\\+50\\.0 % +WORSE$")
                .containsPattern("(?m)^  reach +100\\.00 % +80\\.00 % +-20\\.00 % +-20\\.0 % +WORSE$")
                .doesNotContain("published")
                .endsWith("\n  all other figures that were measured in both runs have not changed\n");
    }

    @Test
    void figuresOfOnlyOneRunAreNotReportedAsUnchanged() throws IOException {
        Files.writeString(old(), "{\"format\": \"carillon-loadtest/1\", \"figures\": {\"lost\": null}}");

        assertThat(Comparison.with(old()).with(report(10, 5, 20, 0), Page.UNLIMITED))
                .endsWith("\n  no figure was measured in both runs\n")
                .doesNotContain("before", "as they were");
    }

    @Test
    void equalFiguresAreReportedAsUnchanged() throws IOException {
        assertThat(compare(report(10, 5, 20, 0), report(10, 5, 20, 0)))
                .endsWith("\n  all figures that were measured in both runs have not changed\n")
                .doesNotContain("before");
    }

    @Test
    void smallDifferencesAreNeitherBetterNorWorse() throws IOException {
        assertThat(compare(report(10, 100, 200, 0), report(10, 104, 193, 0))).doesNotContain("WORSE", "better");
    }

    @Test
    void differencesBetweenThePlansAreReported() throws IOException {
        assertThat(compare(report(10, 5, 20, 0), report(12, 5, 20, 0)))
                .contains(
                        "  not the same plan: connections is 12, was 10\n  not the same plan: sockets is 13, was 11\n");
    }

    @Test
    void aFileThatIsNotAReportIsRefused() throws IOException {
        Files.writeString(old(), "{}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Comparison.with(old()))
                .withMessage(
                        "--compare must name a report of the load tester (\"format\": \"carillon-loadtest/1\"), was "
                                + old());

        Files.writeString(old(), "no JSON");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Comparison.with(old()))
                .withMessageStartingWith("--compare must name a report.json that can be read, was " + old() + ": ");
    }

    private String compare(Report before, Report after) throws IOException {
        Files.writeString(old(), JsonReport.of(before, Verdict.of(before), Reports.CIRCUMSTANCES));
        return Comparison.with(old()).with(after, Page.UNLIMITED);
    }

    private Path old() {
        return directory.resolve("old.json");
    }

    /**
     * A run of ten deliveries, {@code lost} of which are lost. The last two that arrive take {@code slowMillis}, the
     * others {@code millis}.
     */
    private static Report report(int connections, long millis, long slowMillis, int lost) {
        Reports run = new Reports();
        run.open(connections + 1);
        run.deliveries.countPublished(0, 0, true);
        for (int sequence = 1; sequence <= 10 - lost; sequence++) {
            run.deliver(sequence, sequence <= 8 - lost ? millis : slowMillis);
        }
        run.deliveries.countExpected(10, lost);
        return run.fanout(connections);
    }
}
