package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.BroadcastServer.Fault;
import dev.carillon.loadtest.report.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An interrupted run reports what it has measured. It runs in a separate process, because a signal ends a process. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EndEarlyTest {
    @TempDir
    private Path directory;

    @Test
    void anInterruptedRunPrintsItsSummaryAndExitsAsInterrupted() throws IOException, InterruptedException {
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            Process tester = CarillonCommand.start("loadtest", "idle", server.url("/"), "-c", "50", "--duration", "1h");
            try (BufferedReader err = tester.errorReader(StandardCharsets.UTF_8);
                    BufferedReader out = tester.inputReader(StandardCharsets.UTF_8)) {
                String line = err.readLine();
                while (line != null && !line.startsWith("Measuring")) {
                    line = err.readLine();
                }
                assertThat(line).contains("50 of 50 open");

                // This sends SIGTERM. Ctrl-C sends SIGINT, which the JVM handles in the same way.
                tester.toHandle().destroy();
                String page = out.lines().collect(Collectors.joining("\n"));
                assertThat(page)
                        .startsWith("INTERRUPTED: 50 of 50 WebSockets were held for ")
                        .doesNotContain("for 1h");
                assertThat(tester.waitFor()).isEqualTo(ExitCode.INTERRUPTED.code());
            }
        }
    }

    @Test
    void anInterruptedSoakPrintsItsSummaryAndStopsItsService() throws IOException, InterruptedException {
        Process tester = CarillonCommand.start("loadtest", "soak", "-c", "200", "--duration", "1h");
        try (BufferedReader err = tester.errorReader(StandardCharsets.UTF_8);
                BufferedReader out = tester.inputReader(StandardCharsets.UTF_8)) {
            assertThat(err.lines().anyMatch(line -> line.contains("Measuring"))).isTrue();
            List<ProcessHandle> services = tester.descendants().toList();
            assertThat(services).isNotEmpty();

            interrupt(tester);
            String told = out.lines().collect(Collectors.joining("\n"));
            assertThat(told).contains("resident memory", "== held", "== slow");
            Outcome outcome = Outcome.valueOf(told.substring(0, told.indexOf(':')));
            assertThat(tester.waitFor()).isEqualTo(ExitCode.of(outcome).code());
            services.forEach(
                    service -> assertThat(service.onExit().join().isAlive()).isFalse());
        }
    }

    @Test
    void anInterruptedComparisonPrintsItsTableAndStopsTheServers() throws IOException, InterruptedException {
        Process tester = CarillonCommand.start(
                "loadtest",
                "compare",
                "--peers-in",
                peer().toString(),
                "--peers",
                "carillon",
                "--rounds",
                "1000",
                "--idle",
                "100",
                "-c",
                "20",
                "--windows",
                "2",
                "--warm-up",
                "100ms",
                "--duration",
                "500ms");
        try (BufferedReader err = tester.errorReader(StandardCharsets.UTF_8);
                BufferedReader out = tester.inputReader(StandardCharsets.UTF_8)) {
            assertThat(err.lines().anyMatch(line -> line.equals("round 2, carillon")))
                    .isTrue();
            List<ProcessHandle> services = tester.descendants().toList();

            interrupt(tester);
            assertThat(out.lines().collect(Collectors.joining("\n")))
                    .containsPattern("\\| carillon .+ ms\\*? \\|")
                    .contains("- interrupted in round 2, carillon");
            assertThat(tester.waitFor()).isEqualTo(ExitCode.INTERRUPTED.code());
            services.forEach(
                    service -> assertThat(service.onExit().join().isAlive()).isFalse());
        }
    }

    /** Makes the service a peer that {@code compare} can start, and returns the directory of the peers. */
    private Path peer() throws IOException {
        Path start = Files.createDirectory(directory.resolve("carillon")).resolve("start");
        Files.writeString(
                start,
                "#!/bin/sh\nexec '%s' @src/main/launcher/jvm.options -cp '%s' dev.carillon.Carillon serve --port \"$1\" --management-port 0\n"
                        .formatted(
                                ProcessHandle.current().info().command().orElseThrow(),
                                System.getProperty("java.class.path")));
        Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwxr-xr-x"));
        return directory;
    }

    /** Sends SIGINT, as Ctrl-C in a terminal does. */
    private static void interrupt(Process process) throws IOException, InterruptedException {
        int failed = new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(failed).isZero();
    }
}
