package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.BroadcastServer.Fault;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Whole runs, from command line to exit code, on each lane, against a server that misbehaves on purpose. */
@ParameterizedClass
@ValueSource(strings = {"fast", "channel"})
@Execution(ExecutionMode.CONCURRENT)
class LoadTestEndToEndTest {
    private static final int SUBSCRIBERS = 40;

    private final String lane;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    LoadTestEndToEndTest(String lane) {
        this.lane = lane;
    }

    @Test
    void connectionsAreHeldKeptAliveAndClosedCleanly() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            JsonObject report = run(
                    ExitCode.PASSED,
                    "idle",
                    server.url("/"),
                    "-c",
                    "300",
                    "--keep-alive",
                    "1s",
                    "--loops",
                    "2",
                    "--duration",
                    "1500ms");

            assertThat(report.getJsonObject("opening").getInteger("opened")).isEqualTo(300);
            assertThat(report.getJsonObject("closes").getInteger("clean")).isEqualTo(300);
            JsonObject keepAlive = report.getJsonObject("keepAlive");
            assertThat(keepAlive.getInteger("sent")).isGreaterThanOrEqualTo(300);
            assertThat(keepAlive.getInteger("answered")).isPositive();
            assertThat(keepAlive.getDouble("longestSilence")).isGreaterThan(500.0);
        }
    }

    @Test
    void unsolicitedPongsKeepConnectionsAliveAndAreNotAnswered() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            JsonObject report = run(
                    ExitCode.PASSED,
                    "idle",
                    server.url("/"),
                    "-c",
                    "50",
                    "--keep-alive",
                    "500ms",
                    "--keep-alive-by",
                    "pong",
                    "--duration",
                    "1s");

            JsonObject keepAlive = report.getJsonObject("keepAlive");
            assertThat(keepAlive.getInteger("sent")).isGreaterThanOrEqualTo(50);
            assertThat(keepAlive.getInteger("answered")).isZero();
            assertThat(keepAlive.getInteger("unanswered")).isZero();
            assertThat(out.toString()).contains("sent, without answers; longest silence");
        }
    }

    @Test
    void everySubscriberReceivesEachPublicationOnceAndInOrder() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            JsonObject fanout = fanout(
                    ExitCode.PASSED, server, "--topics", "3", "--publishers", "7", "--loops", "2", "--size", "1000");

            int published = fanout.getInteger("published");
            assertThat(published).isBetween(70, 71);
            assertThat(fanout.getInteger("delivered")).isEqualTo(fanout.getInteger("expected"));
            assertThat(fanout.getInteger("expected")).isBetween(70 * 13, 71 * 14);
            assertThat(fanout.getJsonObject("latencyFromIntended").getInteger("count"))
                    .isPositive();
            assertThat(fanout.getJsonObject("firstToLast").getInteger("count")).isBetween(45, 55);
        }
    }

    @Test
    void lostDeliveriesAreCountedExactly() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.DROP, 97)) {
            JsonObject fanout = fanout(ExitCode.FAILED, server);

            assertThat(fanout.getLong("lost")).isEqualTo(server.faults()).isPositive();
            assertThat(fanout.getLong("delivered")).isEqualTo(fanout.getLong("expected") - server.faults());
            assertOnlyFault(fanout, "lost");
        }
    }

    @Test
    void duplicatedDeliveriesAreCountedExactly() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.DUPLICATE, 89)) {
            JsonObject fanout = fanout(ExitCode.FAILED, server);

            assertThat(fanout.getLong("duplicated")).isEqualTo(server.faults()).isPositive();
            assertOnlyFault(fanout, "duplicated");
        }
    }

    @Test
    void reorderedDeliveriesAreCountedExactly() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.REORDER, 83)) {
            JsonObject fanout = fanout(ExitCode.FAILED, server);

            // A delivery that is held back at the end of the run is lost, because no later one is sent.
            assertThat(fanout.getLong("reordered") + fanout.getLong("lost")).isEqualTo(server.faults());
            assertThat(fanout.getLong("reordered")).isPositive();
            assertThat(fanout.getLong("lost")).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void garbledDeliveriesAreCountedExactly() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.GARBLE, 79)) {
            JsonObject fanout = fanout(ExitCode.FAILED, server);

            assertThat(fanout.getLong("garbled")).isEqualTo(server.faults()).isPositive();
            assertThat(fanout.getLong("lost")).isEqualTo(server.faults());
        }
    }

    @Test
    void misroutedDeliveriesAreCountedExactly() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.MISROUTE, 73)) {
            JsonObject fanout = fanout(ExitCode.FAILED, server, "--topics", "2");

            assertThat(fanout.getLong("misrouted")).isEqualTo(server.faults()).isPositive();
            assertOnlyFault(fanout, "misrouted");
        }
    }

    @Test
    void aClosedConnectionIsCountedByCodeAndItsLaterDeliveriesAsLost() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.CLOSE, 997)) {
            JsonObject report = run(ExitCode.FAILED, with("fanout", server.url("/topics/t")));

            assertThat(report.getJsonObject("closes")
                            .getJsonObject("unexpected")
                            .getLong("1012 (peer)"))
                    .isEqualTo(server.faults())
                    .isPositive();
            JsonObject fanout = report.getJsonObject("fanout");
            assertThat(fanout.getLong("lost")).isPositive();
            assertThat(fanout.getLong("delivered") + fanout.getLong("lost")).isEqualTo(fanout.getLong("expected"));
        }
    }

    @Test
    void refusedHandshakesAreRetriedAndCountedByStatus() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.REFUSE, 5)) {
            JsonObject opening =
                    run(ExitCode.PASSED, "idle", server.url("/"), "-c", "100").getJsonObject("opening");

            assertThat(opening.getInteger("opened")).isEqualTo(100);
            assertThat(opening.getJsonObject("failures").getMap())
                    .containsOnlyKeys("bad handshake (expected HTTP/1.1 101, but was HTTP/1.1 503 Service Unavailable)")
                    .containsValue((int) server.faults());
        }
    }

    @Test
    void aRunAgainstAClosedPortFailsAndReportsTheReason() throws IOException {
        String url;
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            url = server.url("/");
        }

        JsonObject report = run(ExitCode.FAILED, "idle", url, "-c", "10", "--patience", "1s");

        assertThat(report.getJsonArray("reasons")).contains("10 of 10 connections could not be opened");
        assertThat(report.getJsonObject("opening").getJsonObject("failures").getMap())
                .containsOnlyKeys("refused");
    }

    @Test
    void aLocalAddressThatThisMachineDoesNotHaveIsRefused() {
        int code = execute("idle", "-c", "1", "--local", "192.0.2.1", "--quiet");

        assertThat(code).isEqualTo(ExitCode.NOT_POSSIBLE_HERE.code());
        assertThat(err.toString()).contains("1 of the 1 local addresses are not this machine's");
    }

    @Test
    void aLackOfFreePortsIsReported() throws IOException {
        String address = "127.77.0." + (lane.equals("fast") ? 1 : 2);
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1);
                ServerSocket one = new ServerSocket(20_001, 1, InetAddress.ofLiteral(address));
                ServerSocket other = new ServerSocket(20_003, 1, InetAddress.ofLiteral(address))) {
            JsonObject report = run(
                    ExitCode.FAILED,
                    "idle",
                    server.url("/"),
                    "-c",
                    "5",
                    "--local",
                    address,
                    "--ports",
                    "20000-20004",
                    "--per-address",
                    "5",
                    "--patience",
                    "1s");

            assertThat(one.isBound() && other.isBound()).isTrue();
            JsonObject opening = report.getJsonObject("opening");
            assertThat(opening.getInteger("opened")).isEqualTo(3);
            assertThat(opening.getInteger("skippedPorts")).isGreaterThanOrEqualTo(2);
            assertThat(opening.getJsonObject("failures").getMap()).containsOnlyKeys("out of ports");
            assertThat(report.getJsonArray("reasons")).contains("2 of 5 connections could not be opened");
        }
    }

    @Test
    void canariesMeasureLatencyAndAreCountedSeparately() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            JsonObject report = run(
                    ExitCode.PASSED,
                    "fanout",
                    server.url("/topics/t"),
                    "-c",
                    "20",
                    "--topics",
                    "2",
                    "--publish-rate",
                    "40/s",
                    "--warm-up",
                    "0",
                    "--canaries",
                    "4");

            JsonObject canaries = report.getJsonObject("canaries");
            assertThat(canaries.getInteger("opened")).isEqualTo(4);
            // There are two canaries on each of the two topics.
            assertThat(canaries.getJsonObject("latencyFromIntended").getInteger("count"))
                    .isEqualTo(20 * 2);
            assertThat(report.getJsonObject("opening").getInteger("opened")).isEqualTo(22);
            assertThat(report.getJsonObject("fanout").getInteger("delivered")).isEqualTo(20 * 10);
            assertThat(report.getJsonObject("figures").getDouble("canary.p99")).isPositive();
        }
    }

    // ---- runs

    private JsonObject fanout(ExitCode expected, BroadcastServer server, String... more) throws IOException {
        return run(expected, with("fanout", server.url("/topics/t"), more)).getJsonObject("fanout");
    }

    private static String[] with(String verb, String url, String... more) {
        List<String> arguments = new ArrayList<>(List.of(verb, url, "-c", "" + SUBSCRIBERS));
        arguments.addAll(
                List.of("--publish-rate", "100/s", "--warm-up", "200ms", "--drain", "300ms", "--canaries", "0"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private JsonObject run(ExitCode expected, String... arguments) throws IOException {
        Path file = directory.resolve("report.json");
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--lane", lane, "--quiet", "--out", file.toString()));
        if (!all.contains("--duration")) {
            all.addAll(List.of("--duration", "500ms"));
        }
        int code = execute(all.toArray(String[]::new));
        // INVALID is accepted: a busy machine can spoil the tester's own figures, which are not tested here.
        assertThat(code).as("%s%s", out, err).isIn(expected.code(), ExitCode.INVALID.code());
        assertThat(err.toString()).isEmpty();
        return new JsonObject(Files.readString(file));
    }

    private int execute(String... arguments) {
        return new CommandLine(new LoadTestCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static void assertOnlyFault(JsonObject fanout, String only) {
        for (String fault : List.of("lost", "duplicated", "reordered", "garbled", "misrouted", "foreign")) {
            if (!fault.equals(only)) {
                assertThat(fanout.getLong(fault)).as(fault).isZero();
            }
        }
    }
}
