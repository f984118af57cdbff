package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.BroadcastServer.Fault;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Worker processes share one run: it has one report, one verdict and one end. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WorkersTest {
    private static final String[] FANOUT = {
        "--workers",
        "2",
        "--topics",
        "2",
        "--publishers",
        "5",
        "--publish-rate",
        "60/s",
        "--warm-up",
        "500ms",
        "--duration",
        "2s",
        "--drain",
        "3s"
    };

    @TempDir
    private Path directory;

    @AfterAll
    static void noProcessIsLeft() {
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void publicationsOfAWorkerReachTheSubscribersOfAllWorkers() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            JsonObject report = new Tester(directory, FANOUT)
                    .run(ExitCode.PASSED, "fanout", server.url("/topics/t"), "-c", "40", "--loops", "2");

            JsonObject fanout = report.getJsonObject("fanout");
            int published = fanout.getInteger("published");
            assertThat(published).isBetween(149, 151);
            assertThat(fanout.getInteger("delivered")).isEqualTo(fanout.getInteger("expected"));
            assertThat(fanout.getInteger("expected")).isEqualTo(published * 20);
            assertThat(fanout.getJsonObject("latencyFromIntended").getInteger("count"))
                    .isPositive();
            assertThat(report.getJsonObject("opening").getInteger("opened")).isEqualTo(45);
            assertThat(report.getJsonObject("closes").getInteger("clean")).isEqualTo(45);
            JsonObject tester = report.getJsonObject("tester");
            assertThat(tester.getInteger("workers")).isEqualTo(2);
            assertThat(tester.getLong("heapBytes")).isGreaterThan(tester.getLong("largestHeapBytes"));
            assertThat(report.getJsonObject("timeline").getJsonArray("rows").size())
                    .isPositive();
        }
    }

    @Test
    void lostDeliveriesAreCountedExactlyAcrossAllWorkers() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.DROP, 97)) {
            JsonObject fanout = new Tester(directory, FANOUT)
                    .run(ExitCode.FAILED, "fanout", server.url("/topics/t"), "-c", "40")
                    .getJsonObject("fanout");

            assertThat(fanout.getLong("lost")).isEqualTo(server.faults()).isPositive();
        }
    }

    @Test
    void aRunThatLosesAWorkerIsInvalidAndReportsItsExitCode() throws IOException, InterruptedException {
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            Process tester = measuring(server);
            tester.descendants().findFirst().orElseThrow().destroyForcibly();

            String page = tester.inputReader(StandardCharsets.UTF_8).lines().collect(Collectors.joining("\n"));
            assertThat(page).startsWith("INVALID").containsPattern("worker [12] of 2 ended with exit code 137");
            assertThat(tester.waitFor()).isEqualTo(ExitCode.INVALID.code());
        }
    }

    @Test
    void anInterruptedRunEndsAllWorkersAndPrintsOneSummary() throws IOException, InterruptedException {
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            Process tester = measuring(server);
            List<ProcessHandle> workers = tester.descendants().toList();
            tester.toHandle().destroy();

            String page = tester.inputReader(StandardCharsets.UTF_8).lines().collect(Collectors.joining("\n"));
            assertThat(page).contains("42 of 42").doesNotContain("for 1h");
            assertThat(tester.waitFor()).isEqualTo(ExitCode.INTERRUPTED.code());
            assertEnded(workers);
        }
    }

    @Test
    void workersEndWhenTheirParentIsKilled() throws IOException, InterruptedException {
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            Process tester = measuring(server);
            List<ProcessHandle> workers = tester.descendants().toList();
            tester.destroyForcibly();

            assertEnded(workers);
        }
    }

    @Test
    void aScaleRunUsesSeveralServicesAndWorkers() throws IOException {
        JsonObject report = new Tester(directory, "--warm-up", "200ms", "--duration", "2s", "--keep-alive", "1s")
                .run(ExitCode.PASSED, "scale", "-c", "300", "--processes", "2", "--broadcast-every", "200ms");

        JsonObject fanout = report.getJsonObject("fanout");
        assertThat(report.getJsonObject("opening").getInteger("opened")).isEqualTo(302);
        assertThat(fanout.getInteger("published")).isBetween(20, 22);
        assertThat(fanout.getInteger("delivered")).isEqualTo(fanout.getInteger("published") * 150);
        assertThat(report.getJsonObject("keepAlive").getInteger("sent")).isGreaterThan(300);
    }

    private static void assertEnded(List<ProcessHandle> workers) {
        assertThat(workers).hasSize(2);
        workers.forEach(worker -> assertThat(worker.onExit().join().isAlive()).isFalse());
    }

    /** Starts a run of two workers that measures for an hour, and returns when it has begun to measure. */
    private static Process measuring(BroadcastServer server) throws IOException, InterruptedException {
        Process tester = CarillonCommand.start(
                "loadtest",
                "fanout",
                server.url("/topics/t"),
                "--workers",
                "2",
                "--publishers",
                "2",
                "-c",
                "40",
                "--warm-up",
                "0",
                "--duration",
                "1h");
        server.awaitPublications();
        return tester;
    }
}
