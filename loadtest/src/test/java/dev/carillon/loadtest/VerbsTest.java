package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Listening;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.TopicSettings;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.loadtest.BroadcastServer.Fault;
import dev.carillon.log.HistoryBounds;
import dev.carillon.server.Service;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of each verb against the service, on each lane of the tester. */
@ParameterizedClass
@ValueSource(strings = {"fast", "channel"})
class VerbsTest {
    private static final ServiceSettings SETTINGS = ServiceSettings.defaults()
            .with(new Listening("127.0.0.1", 0, 0))
            .withPage(false)
            .with(List.of(new TopicSettings(
                    new TopicPattern("remembered.**"),
                    SlowReaderPolicy.DISCONNECT,
                    Optional.of(new HistoryBounds(1000, Long.MAX_VALUE, Duration.ZERO)),
                    false,
                    Optional.empty())));

    private static Service service;

    private final Tester tester;

    VerbsTest(String lane, @TempDir Path directory) {
        this.tester = new Tester(directory, "--lane", lane);
    }

    @BeforeAll
    static void startService() throws Exception {
        service = Service.start(SETTINGS)
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    @AfterAll
    static void stopService() throws Exception {
        service.stop().toCompletionStage().toCompletableFuture().get();
    }

    private static String url(String path) {
        return "ws://127.0.0.1:" + service.port() + path;
    }

    @Test
    void echoesAtAFixedRateReturnOnceAndInOrder() throws IOException {
        JsonObject echo = tester.run(
                        ExitCode.PASSED,
                        "echo",
                        url("/echo"),
                        "-c",
                        "20",
                        "--message-rate",
                        "400/s",
                        "--loops",
                        "2",
                        "--warm-up",
                        "100ms",
                        "--duration",
                        "500ms")
                .getJsonObject("echo");

        assertThat(echo.getInteger("sent")).isBetween(238, 242);
        assertThat(echo.getInteger("echoed")).isEqualTo(echo.getInteger("sent"));
        assertThat(echo.getJsonObject("latencyFromIntended").getInteger("count"))
                .isBetween(198, 202);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void subscribersOfATopicWithALogResumeAtTheirPosition(boolean eventStreams) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("resume", url("/topics/remembered.of")));
        arguments.addAll(List.of("-c", "40", "--topics", "2", "--publish-rate", "100/s", "--breaks", "100%"));
        arguments.addAll(List.of("--away", "50ms..200ms", "--warm-up", "100ms", "--duration", "500ms"));
        if (eventStreams) {
            arguments.add("--sse");
        }
        JsonObject fanout =
                tester.run(ExitCode.PASSED, arguments.toArray(String[]::new)).getJsonObject("fanout");

        assertThat(fanout.getInteger("delivered")).isEqualTo(fanout.getInteger("published") * 20);
        assertThat(fanout.getJsonObject("resume").getInteger("back")).isPositive();
        assertThat(fanout.getJsonObject("resume").getInteger("unrecovered")).isZero();
    }

    @Test
    void aWindowOfEchoesAdvancesWithEachReply() throws IOException {
        JsonObject echo = tester.run(
                        ExitCode.PASSED,
                        "echo",
                        url("/echo"),
                        "-c",
                        "2",
                        "--window",
                        "3",
                        "--warm-up",
                        "0",
                        "--duration",
                        "300ms")
                .getJsonObject("echo");

        assertThat(echo.getInteger("sent")).isGreaterThan(6);
        assertThat(echo.getInteger("echoed")).isEqualTo(echo.getInteger("sent"));
    }

    @Test
    void publishersWithAWindowWaitForTheLastSubscriber() throws IOException {
        JsonObject report = tester.run(
                ExitCode.PASSED,
                "fanout",
                url("/topics/w"),
                "-c",
                "30",
                "--topics",
                "2",
                "--publishers",
                "4",
                "--window",
                "3",
                "--warm-up",
                "100ms",
                "--duration",
                "500ms",
                "--server-pid",
                Long.toString(ProcessHandle.current().pid()));

        JsonObject fanout = report.getJsonObject("fanout");
        assertThat(fanout.getInteger("published"))
                .as("each more than its window")
                .isGreaterThan(4 * 3);
        assertThat(fanout.getInteger("delivered")).isEqualTo(fanout.getInteger("published") * 15);
        assertThat(report.getJsonObject("plan").getInteger("window")).isEqualTo(3);
        assertThat(report.getJsonObject("server").getDouble("cpuMeasuring")).isPositive();
        assertThat(report.getJsonObject("server").getDouble("deliveriesPerCpuSecond"))
                .isPositive();
    }

    @Test
    void publishersByHttpWithAWindowWaitForTheLastSubscriber() throws IOException {
        JsonObject fanout = tester.run(
                        ExitCode.PASSED,
                        "fanout",
                        url("/topics/p"),
                        "-c",
                        "10",
                        "--publish-http",
                        "/topics/p",
                        "--publishers",
                        "2",
                        "--window",
                        "1",
                        "--warm-up",
                        "100ms",
                        "--duration",
                        "500ms")
                .getJsonObject("fanout");

        assertThat(fanout.getInteger("published")).isGreaterThan(2);
        assertThat(fanout.getInteger("delivered")).isEqualTo(fanout.getInteger("published") * 10);
    }

    @Test
    void churnedConnectionsAreReplacedAndEachCloseIsAnswered() throws IOException {
        JsonObject report = tester.run(
                ExitCode.PASSED, "churn", url("/topics/c"), "-c", "30", "--churn-rate", "100/s", "--duration", "1s");

        JsonObject returns = report.getJsonObject("returns");
        assertThat(returns.getInteger("gone")).isBetween(60, 121);
        assertThat(returns.getInteger("back")).isEqualTo(returns.getInteger("gone"));
        assertThat(returns.getJsonObject("handshake").getInteger("count")).isEqualTo(returns.getInteger("gone"));
        assertThat(report.getJsonObject("closes").getInteger("clean")).isEqualTo(30 + returns.getInteger("gone"));
        assertThat(report.getJsonObject("closes").getInteger("unanswered")).isZero();
    }

    @Test
    void aStormBreaksAShareAndAllConnectionsReturn() throws IOException {
        JsonObject report = tester.run(
                ExitCode.PASSED,
                "storm",
                url("/topics/s"),
                "-c",
                "100",
                "--drop",
                "40%",
                "--storms",
                "2",
                "--jitter",
                "200ms",
                "--duration",
                "1s");

        JsonObject returns = report.getJsonObject("returns");
        assertThat(returns.getInteger("gone")).isEqualTo(80);
        assertThat(returns.getInteger("back")).isEqualTo(80);
        assertThat(returns.getJsonObject("away").getDouble("max")).isBetween(20.0, 10_000.0);
        assertThat(report.getJsonObject("closes").getInteger("clean")).isEqualTo(100);
    }

    @Test
    void readersThatStopAreDisconnectedAndOthersReceiveEverything() throws IOException {
        JsonObject fanout = tester.run(
                        ExitCode.PASSED,
                        "slow",
                        url("/topics/l"),
                        "-c",
                        "6",
                        "--slow",
                        "34%",
                        "--size",
                        "60000",
                        "--publish-rate",
                        "100/s",
                        "--warm-up",
                        "0",
                        "--duration",
                        "1500ms")
                .getJsonObject("fanout");

        assertThat(fanout.getInteger("delivered")).isEqualTo(fanout.getInteger("published") * 4);
        assertThat(fanout.getJsonObject("slow").getInteger("readers")).isEqualTo(2);
        assertThat(fanout.getJsonObject("slow").getJsonObject("closed").getMap())
                .isNotEmpty();
    }

    @Test
    void slowReadersReadAtAboutTheirRate() throws IOException {
        JsonObject slow = tester.run(
                        ExitCode.PASSED,
                        "slow",
                        url("/topics/r"),
                        "-c",
                        "10",
                        "--slow",
                        "50%",
                        "--read-rate",
                        "1000",
                        "--size",
                        "1000",
                        "--publish-rate",
                        "20/s",
                        "--warm-up",
                        "0",
                        "--duration",
                        "2s",
                        "--drain",
                        "0")
                .getJsonObject("fanout")
                .getJsonObject("slow");

        // A reader reads one message at once, after a second all that arrived meanwhile, and then none for long. There
        // are 5 slow readers, and 40 messages for each.
        assertThat(slow.getInteger("messages")).isBetween(5, 5 * 32);
        assertThat(slow.getJsonObject("closed").getMap()).isEmpty();
    }

    @Test
    void aSearchStepsUpToItsLimit() throws IOException {
        JsonObject report = tester.run(
                ExitCode.PASSED,
                "search",
                url("/topics/u"),
                "-c",
                "5",
                "--by",
                "subscribers",
                "--factor",
                "2",
                "--until",
                "20",
                "--p99",
                "5s",
                "--publish-rate",
                "20/s",
                "--warm-up",
                "0",
                "--duration",
                "200ms",
                "--drain",
                "1s");

        assertThat(report.getJsonObject("plan").getInteger("connections")).isIn(5, 10, 20);
        assertThat(report.getJsonObject("fanout").getInteger("lost")).isZero();
    }

    @Test
    void aSearchEndsWhenAnExpectationIsNotMet() throws IOException {
        JsonObject report = tester.run(
                ExitCode.PASSED,
                "search",
                url("/topics/w"),
                "-c",
                "5",
                "--by",
                "subscribers",
                "--until",
                "1k",
                "--expect",
                "opened<15",
                "--expect",
                "delivery.p99<30s",
                "--publish-rate",
                "20/s",
                "--warm-up",
                "0",
                "--duration",
                "1s",
                "--drain",
                "1s");

        assertThat(report.getJsonObject("plan").getInteger("connections")).isIn(5, 10);
    }

    @Test
    void aSearchWhoseFirstStepFailsReportsThatStep() throws IOException {
        JsonObject report = tester.run(
                ExitCode.EXPECTATION_BROKEN,
                "search",
                url("/topics/x"),
                "-c",
                "5",
                "--expect",
                "opened<5",
                "--publish-rate",
                "20/s",
                "--warm-up",
                "0",
                "--duration",
                "200ms",
                "--drain",
                "1s");

        assertThat(report.getJsonObject("plan").getInteger("connections")).isEqualTo(5);
        assertThat(report.getString("outcome")).isIn("BROKEN", "INVALID");
    }

    @Test
    void aServerWithACustomProtocolCanBeTested() throws IOException {
        JsonObject fanout = tester.run(
                        ExitCode.PASSED,
                        "fanout",
                        url("/ws"),
                        "-c",
                        "12",
                        "--topics",
                        "3",
                        "--subprotocol",
                        "carillon.v1",
                        "--first-message",
                        "{\"type\":\"subscribe\",\"id\":1,\"topic\":\"own.{topic}\"}",
                        "--ready-match",
                        "\"subscribed\"",
                        "--publish-template",
                        "{\"type\":\"publish\",\"id\":2,\"topic\":\"own.{topic}\",\"data\":\"{payload}\"}",
                        "--publish-rate",
                        "60/s",
                        "--warm-up",
                        "0",
                        "--duration",
                        "1s")
                .getJsonObject("fanout");

        assertThat(fanout.getInteger("published")).isEqualTo(60);
        assertThat(fanout.getInteger("delivered")).isEqualTo(60 * 4);
    }

    @Test
    void postedPublicationsReachEverySubscriber() throws IOException {
        JsonObject report = tester.run(
                ExitCode.PASSED,
                "fanout",
                url("/topics/p"),
                "-c",
                "12",
                "--topics",
                "2",
                "--publish-http",
                "/topics/p.{topic}",
                "--publish-rate",
                "60/s",
                "--warm-up",
                "0",
                "--duration",
                "1s");

        assertThat(report.getJsonObject("opening").getInteger("opened")).isEqualTo(12);
        assertThat(report.getJsonObject("fanout").getInteger("delivered")).isEqualTo(60 * 6);
    }

    @Test
    void aServerThatGoesAwayEndsTheRunAndDueDeliveriesCountAsLost() throws IOException {
        // 300 deliveries to ten subscribers are 30 publications, which take 0.6 s at 50/s.
        try (BroadcastServer server = new BroadcastServer(Fault.GONE, 300)) {
            JsonObject report = tester.run(
                    ExitCode.FAILED,
                    "fanout",
                    server.url("/topics/t"),
                    "-c",
                    "10",
                    "--publish-rate",
                    "50/s",
                    "--warm-up",
                    "100ms",
                    "--duration",
                    "1h");

            assertThat(report.getString("ending")).isEqualTo("deserted");
            JsonObject fanout = report.getJsonObject("fanout");
            assertThat(fanout.getLong("unsent")).isPositive();
            assertThat(fanout.getLong("expected"))
                    .isEqualTo((fanout.getLong("published") + fanout.getLong("unsent")) * 10);
            assertThat(fanout.getLong("lost")).isEqualTo(fanout.getLong("expected") - fanout.getLong("delivered"));
        }
    }

    @Test
    void aPathThatIsNotFoundEndsTheRunAfterTenHandshakes() throws IOException {
        JsonObject report = tester.run(ExitCode.FAILED, "echo", url("/nowhere"), "-c", "50", "--duration", "1h");

        assertThat(report.getString("ending")).isEqualTo("deserted");
        assertThat(report.getJsonObject("opening").getJsonObject("failures").getMap())
                .hasSize(1)
                .containsValue(10)
                .allSatisfy((answer, count) -> assertThat(answer).contains("404 Not Found"));
    }

    @Test
    void aRunWhoseSlowReadersAreNeverClosedIsInvalid() throws IOException {
        JsonObject report = tester.run(
                ExitCode.INVALID,
                "slow",
                url("/topics/n"),
                "-c",
                "4",
                "--slow",
                "50%",
                "--size",
                "100",
                "--warm-up",
                "0",
                "--duration",
                "300ms");

        assertThat(report.getJsonArray("doubts").getString(0))
                .startsWith("no reader was slow enough for the server to notice: it closed none of 2 slow readers");
    }

    @Test
    void refusedPublicationsAreCounted() throws IOException {
        JsonObject report = tester.run(
                ExitCode.FAILED,
                "fanout",
                url("/topics/p"),
                "-c",
                "2",
                "--publish-http",
                "/no-such-thing",
                "--warm-up",
                "0",
                "--duration",
                "300ms",
                "--drain",
                "0");

        assertThat(report.getJsonObject("fanout").getInteger("refused")).isEqualTo(3);
        assertThat(report.getJsonArray("reasons")).contains("3 publications refused by the server");
    }

    @Test
    void aSubscriberThatIsNotReadyInTimeIsCountedAsNotReady() throws IOException {
        JsonObject report = tester.run(
                ExitCode.FAILED,
                "fanout",
                url("/topics/n"),
                "-c",
                "3",
                "--ready-match",
                "never said",
                "--handshake-timeout",
                "100ms",
                "--patience",
                "1s",
                "--warm-up",
                "0",
                "--duration",
                "100ms",
                "--drain",
                "0");

        JsonObject opening = report.getJsonObject("opening");
        assertThat(opening.getJsonObject("failures").getMap()).containsOnlyKeys("not ready");
        assertThat(opening.getInteger("opened")).isZero();
    }

    @Test
    void anUnansweredHandshakeTimesOutAndIsRetried() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
            JsonObject report = tester.run(
                    ExitCode.FAILED,
                    "idle",
                    "ws://127.0.0.1:" + silent.getLocalPort() + "/",
                    "-c",
                    "2",
                    "--handshake-timeout",
                    "100ms",
                    "--patience",
                    "1s",
                    "--duration",
                    "100ms");

            JsonObject failures = report.getJsonObject("opening").getJsonObject("failures");
            assertThat(failures.getMap()).containsOnlyKeys("timed out");
            assertThat(failures.getInteger("timed out")).isGreaterThan(2);
        }
    }

    @Test
    void portsInUseAreSkipped() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.9"))) {
            int port = other.getLocalPort();
            JsonObject opening = tester.run(
                            ExitCode.PASSED,
                            "idle",
                            url("/topics/o"),
                            "-c",
                            "2",
                            "--local",
                            "127.0.0.9",
                            "--ports",
                            Math.min(port, 65533) + "-" + (Math.min(port, 65533) + 2),
                            "--per-address",
                            "2",
                            "--duration",
                            "100ms")
                    .getJsonObject("opening");

            assertThat(opening.getInteger("opened")).isEqualTo(2);
            assertThat(opening.getInteger("skippedPorts")).isEqualTo(1);
        }
    }

    @Test
    void allConnectionsOpenDespiteRefusedHandshakes() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.REFUSE, 3)) {
            JsonObject report = tester.run(ExitCode.PASSED, "idle", server.url("/"), "-c", "20", "--duration", "100ms");

            assertThat(report.getJsonObject("opening").getInteger("opened")).isEqualTo(20);
            assertThat(server.faults()).isPositive();
        }
    }
}
