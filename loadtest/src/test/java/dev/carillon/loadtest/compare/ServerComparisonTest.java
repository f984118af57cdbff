package dev.carillon.loadtest.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.config.Rate;
import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Workload;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Comparisons of servers that are scripts which only report that they listen. In place of a load test, {@link #answer}
 * returns a report.
 */
class ServerComparisonTest {
    private static final Duration SECONDS = Duration.ofSeconds(3);

    private static final ComparisonLoad LOAD =
            new ComparisonLoad(100, 20, List.of(1, 4), new Rate(10), 200, Duration.ofSeconds(1), SECONDS);

    private final List<String> asked = new ArrayList<>();
    private final List<Plan> plans = new ArrayList<>();
    private final StringWriter progress = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void serversTakeTurnsAndReceiveTheSameRuns() throws IOException {
        peer("a", serving("A 1"));
        peer("b", serving("B 2"));

        assertThat(comparison(2, "a", "b").run(this::answer)).isTrue();

        assertThat(progress.toString().lines()).containsExactly("round 1, a", "round 1, b", "round 2, a", "round 2, b");
        assertThat(asked)
                .startsWith(
                        "1-a-few-idle.json",
                        "1-a-many-idle.json",
                        "1-a-window-1.json",
                        "1-a-window-4.json",
                        "1-a-p99-at-10-s.json",
                        "1-b-few-idle.json")
                .hasSize(20);
    }

    @Test
    void theLoadDeterminesThePlansOfTheRuns() throws IOException {
        peer("a", serving("A"));
        comparison(1, "a").run(this::answer);

        assertThat(plans)
                .extracting(plan -> plan.target().hostHeader(0) + plan.target().path())
                .containsOnly("127.0.0.1:4321/topics/compare");
        assertThat(plans).extracting(Plan::connections).containsExactly(10, 100, 20, 20, 20);
        assertThat(plans).extracting(Plan::duration).startsWith(Duration.ofMillis(100), Duration.ofMillis(100));
        assertThat(plans).extracting(Plan::duration).endsWith(SECONDS, SECONDS, SECONDS);
        assertThat(plans)
                .extracting(Plan::workload)
                .containsExactly(
                        new Workload.Idle(),
                        new Workload.Idle(),
                        posting(1, new Workload.Pace.Window(1)),
                        posting(4, new Workload.Pace.Window(1)),
                        posting(1, new Workload.Pace.Clock(new Rate(10))));
        assertThat(plans.getLast().target().dialect().publishPath()).contains("/topics/compare");
    }

    private static Workload posting(int publishers, Workload.Pace pace) {
        return new Workload.Fanout(
                1,
                publishers,
                pace,
                200,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Workload.PublishBy.HTTP,
                Optional.empty());
    }

    @Test
    void figuresAreReadFromTheReports() throws IOException {
        peer("a", serving("A 1"));
        ServerComparison comparison = comparison(1, "a");
        comparison.run(this::answer);

        // 90 more sockets use 92,160 more bytes.
        assertThat(comparison.table()).isEqualTo("""
                | server | window 1 | window 4 | RSS per idle socket | CPU per accept | p99 at 10/s |
                |---|---|---|---|---|---|
                | A 1 | 141k | 141k | 1.00 KiB | 64 us | 16.3 ms |
                """);
    }

    @Test
    void aServerThatDoesNotStartIsReportedAndTheOthersContinue() throws IOException {
        peer("broken", "echo 'needs Node.js 20 or newer' >&2; exit 1");
        peer("a", serving("A"));
        ServerComparison comparison = comparison(2, "broken", "a");

        assertThat(comparison.run(this::answer)).isTrue();
        assertThat(comparison.table())
                .contains("| A | 141k")
                .endsWith("\n- broken did not start: ended before it listened: needs Node.js 20 or newer\n");
        assertThat(progress.toString().lines()).containsExactly("round 1, broken", "round 1, a", "round 2, a");
    }

    @Test
    void aServerThatDoesNotListenInTimeIsReported() throws IOException {
        peer("mute", "exec sleep 1000");
        ServerComparison comparison = new ServerComparison(
                LOAD, peers("mute"), 1, Optional.empty(), Duration.ofMillis(300), new PrintWriter(progress));

        assertThat(comparison.run(this::answer)).isFalse();
        assertThat(comparison.table()).endsWith("- mute did not start: did not listen within 300ms\n");
    }

    @Test
    void aFailedRunLeavesItsCellEmptyAndIsReported() throws IOException {
        peer("a", serving("A"));
        ServerComparison comparison = comparison(1, "a");
        comparison.run((name, plan, server) -> {
            if (name.contains("window-4")) {
                throw new IOException("-c must be at least 1, was 0");
            }
            JsonObject report = answer(name, plan, server);
            return name.contains("window")
                    ? report.put("outcome", "FAILED").put("headline", "FAILED: 3 lost.")
                    : report;
        });

        assertThat(comparison.table())
                .contains("| A | – | – | 1.00 KiB | 64 us | 16.3 ms |")
                .contains("- round 1, a, window 1: FAILED: 3 lost.\n")
                .contains("- round 1, a, window 4: -c must be at least 1, was 0\n");
    }

    @Test
    void anInterruptedComparisonKeepsTheFiguresMeasuredBefore() throws IOException {
        peer("a", serving("A"));
        peer("b", serving("B"));
        ServerComparison comparison = comparison(2, "a", "b");
        comparison.run((name, plan, server) -> {
            if (name.contains("window-4")) {
                comparison.endEarly();
            }
            return answer(name, plan, server);
        });

        assertThat(progress.toString().lines()).containsExactly("round 1, a");
        assertThat(asked).hasSize(4);
        assertThat(comparison.table())
                .contains("| A | 141k | – | 1.00 KiB | 64 us | – |")
                .endsWith("\n- interrupted in round 1, a\n");
    }

    @Test
    void anInterruptedComparisonDoesNotWaitForAStartingServer() throws IOException {
        Path started = directory.resolve("started");
        new ProcessBuilder("mkfifo", started.toString()).start().onExit().join();
        peer("slow", "echo yes > '" + started + "'; exec sleep 1000");
        ServerComparison comparison = comparison(1, "slow");
        Thread.ofVirtual().start(() -> {
            assertThat(started).hasContent("yes");
            comparison.endEarly();
        });

        assertThat(comparison.run(this::answer)).isFalse();
        assertThat(comparison.table()).endsWith("\n- interrupted in round 1, slow\n");
    }

    @Test
    void theLatencyOfAnInvalidRunIsMarked() throws IOException {
        peer("a", serving("A"));
        ServerComparison comparison = comparison(1, "a");
        comparison.run((name, plan, server) -> answer(name, plan, server).put("outcome", "INVALID"));

        assertThat(comparison.table()).contains("| A | 141k | 141k | 1.00 KiB | 64 us | 16.3 ms* |");
    }

    @Test
    void anUnknownMemoryFigureLeavesItsCellEmpty() throws IOException {
        peer("a", serving("A"));
        ServerComparison comparison = comparison(1, "a");
        comparison.run((name, plan, server) -> {
            JsonObject report = answer(name, plan, server);
            report.getJsonObject("server").put("residentOpen", 0);
            return report;
        });

        assertThat(comparison.table()).contains("| A | 141k | 141k | – | 64 us | 16.3 ms |");
    }

    @Test
    void anUnknownPeerIsRefusedWithTheListOfPeers() throws IOException {
        peer("a", "true");
        peer("b", "true");
        Files.createDirectory(directory.resolve("lib"));

        assertThatThrownBy(() -> peers("a", "c"))
                .hasMessage("--peers must name directories of " + directory
                        + " that contain a program start (a, b), was c");
        Path nowhere = directory.resolve("nowhere");
        assertThatThrownBy(() -> ComparedServer.named(List.of("a"), nowhere))
                .hasMessage(
                        "--peers must name directories of " + nowhere + " that contain a program start (none), was a");
    }

    // ---- servers and reports

    /** A script of a server that listens until it receives SIGTERM. */
    private static String serving(String title) {
        return "echo 'some noise'; echo '" + title + " listens on http://127.0.0.1:4321'; exec sleep 1000";
    }

    private void peer(String name, String script) throws IOException {
        Path start = Files.createDirectory(directory.resolve(name)).resolve("start");
        Files.writeString(start, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<ComparedServer> peers(String... names) {
        return ComparedServer.named(List.of(names), directory);
    }

    private ServerComparison comparison(int rounds, String... names) {
        return new ServerComparison(
                LOAD, peers(names), rounds, Optional.empty(), Duration.ofSeconds(30), new PrintWriter(progress, true));
    }

    /** Records a run, and returns a report with the fields that a comparison reads. */
    private JsonObject answer(String name, Plan plan, long server) {
        asked.add(name);
        plans.add(plan);
        JsonObject use = new JsonObject()
                .put("cpuPerOpened", 0.0644)
                .put("residentOpen", name.contains("few") ? 1_000_000 : 1_092_160)
                .put("deliveriesPerCpuSecond", 141_000.0);
        JsonObject latency = new JsonObject().put("p99", 16.34);
        return new JsonObject()
                .put("outcome", "PASSED")
                .put("headline", "PASSED: all of it.")
                .put("server", use)
                .put("fanout", new JsonObject().put("latencyFromIntended", latency));
    }
}
