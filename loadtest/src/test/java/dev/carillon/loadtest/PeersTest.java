package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The peers of {@code compare} that need only the jars of the service deliver posted publications. */
class PeersTest {
    private static final Pattern LISTENS = Pattern.compile(".+ listens on http://127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"vertx/VertxPeer.java", "netty/NettyPeer.java"})
    void aPostedPublicationReachesAllSubscribersOfItsTopic(String source) throws IOException, InterruptedException {
        Process peer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@loadtest/peers/lib/jvm.options",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "loadtest/peers/" + source,
                        "0")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = peer.inputReader()) {
            String first = String.valueOf(said.readLine());
            Matcher listens = LISTENS.matcher(first);
            assertThat(listens.matches()).as("%s", first).isTrue();

            JsonObject fanout = publishTo(listens.group(1));
            assertThat(fanout.getInteger("published")).isGreaterThan(6);
            assertThat(fanout.getInteger("delivered")).isEqualTo(fanout.getInteger("published") * 10);
            assertThat(fanout.getInteger("misrouted")).isZero();
        } finally {
            peer.destroyForcibly().waitFor();
        }
    }

    private JsonObject publishTo(String port) throws IOException {
        return new Tester(directory)
                .run(
                        ExitCode.PASSED,
                        "fanout",
                        "ws://127.0.0.1:" + port + "/topics/t.{topic}",
                        "-c",
                        "20",
                        "--topics",
                        "2",
                        "--publishers",
                        "6",
                        "--window",
                        "1",
                        "--publish-http",
                        "/topics/t.{topic}",
                        "--warm-up",
                        "100ms",
                        "--duration",
                        "500ms")
                .getJsonObject("fanout");
    }
}
