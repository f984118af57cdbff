package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.BroadcastServer.Fault;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Reports of {@code --out} are written before the summary: a failed write of the summary ends the process. */
class UnwritableOutputTest {
    @TempDir
    private Path directory;

    @Test
    void reportsAreWrittenBeforeTheSummaryIsPrinted() throws IOException {
        Path report = directory.resolve("report.json");
        AtomicBoolean wasThere = new AtomicBoolean();
        StringWriter err = new StringWriter();
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            int code = new CommandLine(new LoadTestCommand())
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .setOut(new PrintWriter(atFirstWrite(() -> wasThere.set(Files.exists(report))), true))
                    .setErr(new PrintWriter(err, true))
                    .execute("idle", server.url("/"), "-c", "5", "--duration", "500ms", "-q", "--out", "" + report);

            assertThat(code).as(err.toString()).isIn(ExitCode.PASSED.code(), ExitCode.INVALID.code());
        }
        assertThat(wasThere).isTrue();
    }

    @Test
    void standardOutputContainsOnlyTheReport() throws IOException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            new CommandLine(new LoadTestCommand())
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(err, true))
                    .execute("idle", server.url("/"), "-c", "5", "--duration", "500ms", "-q", "--out", "-");
        }
        JsonObject report = new JsonObject(out.toString());
        assertThat(report.getString("format")).startsWith("carillon-loadtest/");
        assertThat(err.toString()).contains(report.getString("outcome"));
        assertThat(Path.of("-")).doesNotExist();
    }

    private static Writer atFirstWrite(Runnable action) {
        return new StringWriter() {
            @Override
            public void write(String text, int offset, int length) {
                if (getBuffer().isEmpty()) {
                    action.run();
                }
                super.write(text, offset, length);
            }
        };
    }
}
