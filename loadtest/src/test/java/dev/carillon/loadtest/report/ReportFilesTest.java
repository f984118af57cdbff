package dev.carillon.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {
    @TempDir
    private Path directory;

    @Test
    void aDirectoryReceivesAllReportFiles() throws IOException {
        Path out = directory.resolve("runs/today");
        write(out);

        try (var files = Files.list(out)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("report.json", "report.html", "timeline.csv", "latency.hgrm");
        }
        assertThat(out.resolve("latency.hgrm"))
                .content()
                .contains("Value     Percentile TotalCount 1/(1-Percentile)")
                .contains("#[Max     =        8.004, Total count    =            2]");
        assertThat(out.resolve("timeline.csv")).content().startsWith("seconds,length,step,");
    }

    @Test
    void aNameWithAnExtensionProducesThatFileOnly() throws IOException {
        write(directory.resolve("one.json"));
        write(directory.resolve("two.html"));

        assertThat(new JsonObject(Files.readString(directory.resolve("one.json"))).getString("outcome"))
                .isEqualTo("PASSED");
        assertThat(directory.resolve("two.html")).content().startsWith("<!doctype html>");
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void anUnwritablePathIsRefusedBeforeTheRun() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatIOException().isThrownBy(() -> new ReportFiles(file.resolve("below")));
    }

    @Test
    void theJsonReportContainsAllParts() throws IOException {
        write(directory.resolve("report.json"), "lost==0");
        JsonObject json = new JsonObject(Files.readString(directory.resolve("report.json")));

        assertThat(json.fieldNames())
                .containsExactly(
                        "format",
                        "outcome",
                        "valid",
                        "ending",
                        "headline",
                        "reasons",
                        "doubts",
                        "remarks",
                        "expectations",
                        "circumstances",
                        "plan",
                        "figures",
                        "opening",
                        "keepAlive",
                        "fanout",
                        "closes",
                        "tester",
                        "timeline");
        assertThat(json.getBoolean("valid")).isTrue();
        assertThat(json.getJsonArray("expectations").getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("expected", "lost==0")
                        .put("actual", "0")
                        .put("held", true)
                        .put("measured", true));
        assertThat(json.getJsonObject("circumstances").getString("commandLine"))
                .isEqualTo("carillon loadtest fanout -c 10");
        assertThat(json.getJsonObject("figures").getDouble("delivery.max")).isBetween(8.0, 8.01);
        assertThat(json.getJsonObject("figures").getDouble("reach")).isEqualTo(100);
        assertThat(json.getJsonObject("plan").getString("publishRate")).isEqualTo("10/s");
        assertThat(json.getJsonObject("timeline").getJsonArray("columns")).hasSize(Column.ALL.size());
    }

    private void write(Path out, String... expected) throws IOException {
        Reports run = new Reports();
        run.open(11);
        run.deliveries.countPublished(0, 0, true);
        run.deliver(1, 5);
        run.deliver(2, 8);
        run.deliveries.countExpected(2, 0);
        Report report = run.fanout(10);
        List<Expectation> expectations = List.of(expected).stream()
                .map(text -> Expectation.of(text, Reports.FANOUT))
                .toList();
        new ReportFiles(out).write(report, Verdict.of(report, expectations), Reports.CIRCUMSTANCES, Optional.empty());
    }
}
