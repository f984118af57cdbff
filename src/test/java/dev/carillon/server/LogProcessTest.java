package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The log of the service as a process, with the lines of its libraries. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(60)
class LogProcessTest {
    private static final List<String> SERVE =
            List.of("serve", "--no-warm-up", "--port", "0", "--management-port", "0", "--log-connections", "refused");

    @Test
    void linesOfLibrariesAreJsonToo(@TempDir Path directory) throws Exception {
        Path finest = Files.writeString(
                directory.resolve("finest.properties"), "handlers=java.util.logging.ConsoleHandler\n.level=ALL\n");
        String environment = "export JDK_JAVA_OPTIONS=-Djava.util.logging.config.file=" + finest;
        try (CarillonProcess serve = CarillonProcess.start(environment, with("--log-format", "json"))) {
            serve.await(Pattern.compile("\\{.*\"logger\":\"io\\.netty\\..*}"));
            refuse(portOf(started(serve)));
            String vertx = serve.await(Pattern.compile("(\\{.*\"logger\":\"io\\.vertx\\..*})"))
                    .group(1);
            assertThat(new JsonObject(vertx).getString("level")).isEqualTo("TRACE");
            String ours = serve.await(Pattern.compile("(\\{.*\"logger\":\"connections\".*})"))
                    .group(1);
            assertThat(new JsonObject(ours).getInteger("status")).isEqualTo(404);
        }
    }

    @Test
    void aServiceThatLogsJsonPrintsOnlyJson() throws Exception {
        try (CarillonProcess serve = CarillonProcess.start("", with("--log-format", "json"))) {
            JsonObject started = nextRecord(serve);
            assertThat(started.getString("message")).isEqualTo("the service listens");
            assertThat(started.getString("operators")).matches("http://127\\.0\\.0\\.1:\\d+");
            assertThat(started.getInteger("loops")).isOne();
            assertThat(started.getInteger("maxConnections")).isPositive();
            assertThat(started.getString("access")).startsWith("open to this machine");
            refuse(portOf(started));
            assertThat(nextRecord(serve).getString("message")).isEqualTo("request refused");
        }
    }

    @Test
    void linesOfTheShutdownAreJsonToo() throws Exception {
        try (CarillonProcess serve = CarillonProcess.start("", with("--log-format", "json"))) {
            started(serve);
            serve.signal("TERM");
            assertThat(serve.rest().stream().map(JsonObject::new))
                    .extracting(record -> record.getString("message"))
                    .contains("drain ended");
            assertThat(serve.exitCode()).isZero();
        }
    }

    @Test
    void aFailureToStartIsOneJsonRecord() throws Exception {
        try (ServerSocket taken = new ServerSocket(0);
                CarillonProcess serve = CarillonProcess.start(
                        "export CARILLON_LOG_FORMAT=json",
                        List.of("serve", "--no-warm-up", "--management-port=0", "--port=" + taken.getLocalPort()))) {
            assertThat(serve.rest().stream().map(JsonObject::new))
                    .singleElement()
                    .satisfies(record -> {
                        assertThat(record.getString("level")).isEqualTo("ERROR");
                        assertThat(record.getString("message")).contains(String.valueOf(taken.getLocalPort()));
                        assertThat(record.getString("help")).isEqualTo("carillon serve --help");
                    });
            assertThat(serve.exitCode()).isEqualTo(2);
        }
    }

    @Test
    void textHasOneLineForEachEvent() throws Exception {
        try (CarillonProcess serve = CarillonProcess.start("", SERVE)) {
            refuse(port(serve));
            serve.await(Pattern.compile(
                    "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO connections request refused"
                            + " event=refused connection=1 status=404 reason=\".*\" peer=127\\.0\\.0\\.1:\\d+ way=http method=GET"
                            + " path=/nope"));
        }
    }

    /** If writing to a full pipe blocked, the whole service would stop. */
    @Test
    void aFullLogPipeDoesNotBlockTheService(@TempDir Path directory) throws Exception {
        Path finest = Files.writeString(
                directory.resolve("finest.properties"), "handlers=java.util.logging.ConsoleHandler\n.level=ALL\n");
        Path pipe = directory.resolve("pipe");
        // The shell holds the pipe open for reading, and never reads.
        String environment = "export JDK_JAVA_OPTIONS=-Djava.util.logging.config.file=" + finest + "\nmkfifo " + pipe
                + "\nexec 5<>" + pipe + "\nhead -c 57344 /dev/zero >&5\nexec 2>&5";
        try (CarillonProcess serve = CarillonProcess.start(environment, SERVE)) {
            int port = port(serve);
            for (int i = 0; i < 300; i++) {
                refuse(port);
            }
            serve.signal("TERM");
            assertThat(serve.exitCode()).isZero();
        }
    }

    private static List<String> with(String... flags) {
        return Stream.concat(SERVE.stream(), Stream.of(flags)).toList();
    }

    private static int port(CarillonProcess serve) throws Exception {
        return Integer.parseInt(serve.await(Pattern.compile("carillon .* listens on http://[^:]*:(\\d+) .*"))
                .group(1));
    }

    private static JsonObject nextRecord(CarillonProcess serve) throws Exception {
        return new JsonObject(serve.await(Pattern.compile("(.*)")).group(1));
    }

    private static JsonObject started(CarillonProcess serve) throws Exception {
        return new JsonObject(serve.await(Pattern.compile("(\\{.*\"message\":\"the service listens\".*})"))
                .group(1));
    }

    private static int portOf(JsonObject started) {
        return URI.create(started.getString("clients")).getPort();
    }

    private static void refuse(int port) throws Exception {
        try (RawClient client = new RawClient(port)) {
            client.send("GET /nope?token=opaque HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 404");
        }
    }
}
