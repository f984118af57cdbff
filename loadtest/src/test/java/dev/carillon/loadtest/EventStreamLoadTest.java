package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.BroadcastServer.Fault;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose subscribers open event streams, on each lane of the tester. */
@ParameterizedClass
@ValueSource(strings = {"fast", "channel"})
class EventStreamLoadTest {
    private final Tester tester;

    EventStreamLoadTest(String lane, @TempDir Path directory) {
        this.tester = new Tester(directory, "--lane", lane, "--sse", "--duration", "500ms");
    }

    @Test
    void postedPublicationsAreReceivedOnceInOrderAndTimed() throws IOException {
        try (RememberingServer server = new RememberingServer(RememberingServer.Fault.NONE)) {
            JsonObject report = tester.run(
                    ExitCode.PASSED,
                    "fanout",
                    "http" + server.url("/topics/t"),
                    "-c",
                    "20",
                    "--topics",
                    "2",
                    "--publish-rate",
                    "100/s",
                    "--warm-up",
                    "100ms");

            JsonObject fanout = report.getJsonObject("fanout");
            assertThat(fanout.getInteger("published")).isBetween(58, 62);
            assertThat(fanout.getInteger("delivered")).isEqualTo(fanout.getInteger("published") * 10);
            assertThat(fanout.getJsonObject("latencyFromIntended").getInteger("count"))
                    .isBetween(480, 520);
            assertThat(report.getJsonObject("closes").getInteger("clean")).isEqualTo(20);
            assertThat(report.getJsonObject("plan").getString("target")).isEqualTo("http" + server.url("/topics/t"));
        }
    }

    @Test
    void theStatusOfAServerWithoutEventStreamsIsReported() throws IOException {
        try (BroadcastServer server = new BroadcastServer(Fault.NONE, 1)) {
            JsonObject report = tester.run(
                    ExitCode.FAILED, "idle", server.url("/").replace("ws:", "http:"), "-c", "3", "--patience", "1s");

            assertThat(report.getJsonObject("opening").getJsonObject("failures").fieldNames())
                    .singleElement()
                    .asString()
                    .startsWith("bad handshake (expected HTTP/1.1 200, but was HTTP/1.1 ");
        }
    }

    @Test
    void brokenConnectionsAreOpenedAgain() throws IOException {
        try (RememberingServer server = new RememberingServer(RememberingServer.Fault.NONE)) {
            JsonObject returns = tester.run(
                            ExitCode.PASSED, "storm", "http" + server.url("/t"), "-c", "20", "--jitter", "50ms")
                    .getJsonObject("returns");

            assertThat(returns.getInteger("gone")).isEqualTo(10);
            assertThat(returns.getInteger("back")).isEqualTo(10);
        }
    }
}
