package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs a whole soak against the service, which it starts in a separate process. */
class SoakTest {
    @TempDir
    private Path directory;

    @Test
    void aSoakRunsAllItsPartsAndWatchesTheService() throws IOException {
        StringWriter out = new StringWriter();
        int code = soak(
                out,
                "-c",
                "200",
                "--duration",
                "10s",
                "--publish-rate",
                "20/s",
                "--churn-rate",
                "20/s",
                "--service-flag",
                "loops=2",
                "--stall",
                "3s",
                "--growth",
                "100%",
                "--out",
                directory.toString());

        // INVALID is accepted: a busy machine can spoil the tester's own figures, which are not tested here.
        assertThat(code).as(out.toString()).isIn(ExitCode.PASSED.code(), ExitCode.INVALID.code());
        assertThat(out.toString()).contains("resident memory", "live heap", "== slow");
        JsonObject soak = new JsonObject(Files.readString(directory.resolve("soak.json")));
        JsonObject parts = soak.getJsonObject("parts");
        assertThat(parts.fieldNames()).containsExactlyInAnyOrder("held", "churn", "vanish", "slow");
        JsonObject held = parts.getJsonObject("held").getJsonObject("fanout");
        assertThat(held.getInteger("delivered")).isEqualTo(held.getInteger("published") * 165);
        assertThat(held.getInteger("lost")).isZero();
        for (String part : new String[] {"churn", "vanish"}) {
            JsonObject returns = parts.getJsonObject(part).getJsonObject("returns");
            assertThat(returns.getInteger("gone")).as(part).isPositive();
            assertThat(returns.getInteger("back")).as(part).isEqualTo(returns.getInteger("gone"));
        }
        assertThat(soak.getJsonObject("trends").fieldNames()).contains("rss", "descriptors", "threads", "heap");
        JsonArray rows = soak.getJsonObject("samples").getJsonArray("rows");
        assertThat(rows.size()).isGreaterThan(2);
        assertThat(soak.getJsonObject("counted").getDouble("carillon_handshakes_accepted_total"))
                .isGreaterThan(200);
        assertThat(Files.readString(directory.resolve("soak.html"))).contains("resident memory", "<polyline");
        assertThat(directory.resolve("held").resolve("report.html")).exists();
    }

    private static int soak(StringWriter out, String... arguments) {
        PrintWriter writer = new PrintWriter(out, true);
        return new CommandLine(new LoadTestCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(writer)
                .setErr(writer)
                .execute(Stream.concat(Stream.of("soak", "--quiet"), Stream.of(arguments))
                        .toArray(String[]::new));
    }
}
