package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.RememberingServer.Fault;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Subscribers disconnect and reconnect. The tester reports whether the server resumed them without a fault. */
class ResumeTest {
    private static final int SUBSCRIBERS = 30;

    private final Tester tester;

    ResumeTest(@TempDir Path directory) {
        this.tester = new Tester(directory);
    }

    @ParameterizedTest
    @CsvSource({"ws, fast", "http, channel"})
    void resumedSubscribersReceiveEachPublicationOnceInOrder(String scheme, String lane) throws IOException {
        try (RememberingServer server = new RememberingServer(Fault.NONE)) {
            JsonObject report = run(ExitCode.PASSED, server, scheme, "--lane", lane, "--breaks", "100%");

            JsonObject fanout = report.getJsonObject("fanout");
            JsonObject resume = fanout.getJsonObject("resume");
            assertThat(fanout.getInteger("delivered")).isEqualTo(fanout.getInteger("published") * SUBSCRIBERS / 2);
            assertThat(resume.getInteger("gone")).as("27 a second").isBetween(5, 15);
            assertThat(resume.getInteger("back")).isEqualTo(resume.getInteger("gone"));
            assertThat(resume.getInteger("recovered")).isEqualTo(scheme.equals("ws") ? resume.getInteger("back") : 0);
            assertThat(resume.getInteger("unrecovered")).isZero();
            assertThat(resume.getJsonObject("caughtUp").getInteger("count"))
                    .as("less those that broke off before they had all")
                    .isPositive()
                    .isLessThanOrEqualTo(resume.getInteger("back"));
            assertThat(fanout.getJsonObject("latencyFromIntended").getInteger("count"))
                    .as("deliveries to the three that stayed")
                    .isBetween(65, 80);
            assertThat(report.getJsonObject("figures").getDouble("caughtup.p99"))
                    .isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void faultsOfTheServerAreCountedExactly(Fault fault) throws IOException {
        try (RememberingServer server = new RememberingServer(fault)) {
            JsonObject report = run(ExitCode.FAILED, server, "ws", "--together");

            JsonObject fanout = report.getJsonObject("fanout");
            assertThat(server.faults()).isPositive();
            assertThat(fanout.getLong("lost")).isEqualTo(fault == Fault.FORGETS ? server.faults() : 0);
            assertThat(fanout.getLong("duplicated")).isEqualTo(fault == Fault.REPEATS ? server.faults() : 0);
            assertThat(fanout.getLong("reordered")).isEqualTo(fault == Fault.SWAPS ? server.faults() : 0);
            assertThat(fanout.getJsonObject("resume").getInteger("gone")).isEqualTo(27);
            assertThat(fanout.getJsonObject("resume").getInteger("unrecovered")).isEqualTo(27);
        }
    }

    @Test
    void subscribersThatBreakOffTogetherAreAwayForTheSameTime() throws IOException {
        try (RememberingServer server = new RememberingServer(Fault.NONE)) {
            JsonObject resume = run(ExitCode.PASSED, server, "http", "--together", "--away", "300ms")
                    .getJsonObject("fanout")
                    .getJsonObject("resume");

            assertThat(resume.getInteger("back")).isEqualTo(27);
            assertThat(resume.getJsonObject("away").getDouble("p50")).isBetween(300.0, 500.0);
            assertThat(resume.getJsonObject("caughtUp").getInteger("count")).isEqualTo(27);
            assertThat(resume.getJsonObject("caughtUp").getDouble("p50")).isLessThan(200.0);
        }
    }

    @Test
    void aCustomResumeProtocolWithBatchedEventsIsSupported() throws IOException {
        try (RememberingServer server = new RememberingServer(Fault.NONE)) {
            JsonObject report = run(
                    ExitCode.PASSED,
                    server,
                    "http",
                    "/connect?topic={topic}",
                    "--loops",
                    "2",
                    "--together",
                    "--ready-match",
                    "\"connect\"",
                    "--publish-http",
                    "/publish?topic={topic}",
                    "--publish-template",
                    "<{payload}>",
                    "--remember",
                    "\"offset\":{offset}",
                    "--remember",
                    "\"epoch\":\"{epoch}\"",
                    "--resume-path",
                    "/connect?topic={topic}&offset={offset}&epoch={epoch}");

            assertThat(server.asked())
                    .anySatisfy(path -> assertThat(path).matches("/connect\\?topic=[01]&offset=\\d+&epoch=e7"));
            assertThat(report.getJsonObject("fanout").getJsonObject("resume").getInteger("recovered"))
                    .isEqualTo(27);
        }
    }

    @Test
    void aRunInWhichNoSubscriberLearnsItsPositionFails() throws IOException {
        try (RememberingServer server = new RememberingServer(Fault.NONE)) {
            JsonObject report =
                    run(ExitCode.FAILED, server, "http", "--remember", "nowhere {x}", "--resume-header", "Since: {x}");

            assertThat(report.getJsonArray("reasons"))
                    .contains("nothing was measured: no subscriber disconnected, because none received an id or the"
                            + " text that --remember looks for");
        }
    }

    private JsonObject run(ExitCode expected, RememberingServer server, String scheme, String... more)
            throws IOException {
        boolean path = more[0].startsWith("/");
        List<String> all = new ArrayList<>(List.of("resume", scheme + server.url(path ? more[0] : "/topics/t")));
        all.addAll(List.of("-c", "" + SUBSCRIBERS, "--topics", "2", "--publish-rate", "100/s"));
        all.addAll(List.of("--warm-up", "100ms", "--duration", "500ms", "--drain", "3s"));
        List<String> own = List.of(more).subList(path ? 1 : 0, more.length);
        all.addAll(own);
        if (!own.contains("--away")) {
            all.addAll(List.of("--away", "50ms..150ms"));
        }
        if (scheme.equals("http")) {
            all.add("--sse");
        }
        return tester.run(expected, all.toArray(String[]::new));
    }
}
