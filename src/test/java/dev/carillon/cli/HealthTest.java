package dev.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Defaults;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The command finds the service with the service's settings. */
class HealthTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void aServiceThatIsReadyIsHealthy() {
        try (CommandService service = CommandService.start()) {
            assertThat(run(Map.of(), "--management-port", "" + service.managementPort()))
                    .isZero();
            assertThat(out.toString()).isEqualTo("ready\n");
        }
    }

    @Test
    void theServiceIsFoundByVariablesAndByTheFile() throws IOException {
        try (CommandService service = CommandService.start()) {
            int port = service.managementPort();
            assertThat(run(Map.of("CARILLON_MANAGEMENT_PORT", "" + port, "CARILLON_HOST", "0.0.0.0")))
                    .isZero();
            assertThat(run(Map.of("CARILLON_MANAGEMENT_PORT", "" + port, "CARILLON_HOST", "no.such.host.invalid")))
                    .isEqualTo(1);
            Path file = Files.writeString(
                    folder.resolve("carillon.yaml"),
                    "port: 8080\nmanagement-port: " + port + "\nidle-timeout: 90s\ntopics:\n  - pattern: news\n");
            assertThat(run(Map.of("CARILLON_CONFIG", file.toString()))).isZero();
            assertThat(run(Map.of(), "--config", file.toString())).isZero();
        }
    }

    @Test
    void aServiceThatIsNotReadyIsReportedWithTheReason() throws IOException {
        try (Answering draining =
                new Answering("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 16\r\n\r\ndraining\nalone\n\n")) {
            String port = "" + URI.create(draining.url()).getPort();
            assertThat(run(Map.of(), "--management-port", port)).isEqualTo(1);
            assertThat(err.toString())
                    .isEqualTo("expected 200 from " + draining.url()
                            + "/readyz, but was 503 Service Unavailable: draining; alone\n");
            assertThat(draining.asked()).startsWith("GET /readyz HTTP/1.1\r\nHost: localhost\r\n");
        }
    }

    @Test
    void aRefusedConnectionIsNotHealthy() {
        assertThat(run(Map.of(), "--management-port", "1")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("expected an answer from http://127.0.0.1:1/readyz, but was: Connection refused\n");
    }

    @Test
    void theContainersCheckReadsTheSameVariablesOrRunsTheCommand() {
        try (CommandService service = CommandService.start()) {
            String port = "" + service.managementPort();
            assertThat(ReadyAnswer.ofVariables(Map.of("CARILLON_MANAGEMENT_PORT", port, "CARILLON_HOST", "0.0.0.0")))
                    .contains(new ReadyAnswer(true, "ready"));
        }
        assertThat(ReadyAnswer.ofVariables(Map.of("CARILLON_MANAGEMENT_PORT", "1")))
                .contains(new ReadyAnswer(
                        false, "expected an answer from http://127.0.0.1:1/readyz, but was: Connection refused"));
        assertThat(ReadyAnswer.ofVariables(Map.of("CARILLON_CONFIG", "carillon.yaml")))
                .isEmpty();
        for (String port : List.of("tcp://10.0.0.1:8081", "0", "65536", "-1")) {
            assertThat(ReadyAnswer.ofVariables(Map.of("CARILLON_MANAGEMENT_PORT", port)))
                    .isEmpty();
        }
    }

    @Test
    void aMistakeInAnOptionIsUnhealthy() {
        assertThat(run(Map.of(), "--nothing")).isEqualTo(1);
        assertThat(run(Map.of(), "--management-port", "0")).isEqualTo(1);
        assertThat(err.toString()).contains("--management-port must be the service's actual port, was 0");
    }

    private int run(Map<String, String> environment, String... arguments) {
        return new CommandLine(new Health())
                .setDefaultValueProvider(new Defaults(
                        environment,
                        () -> new CommandLine(CommandSpec.create())
                                .addSubcommand(new Serve())
                                .getCommandSpec()))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
