package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.FreePort;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes as processes on separate addresses, which share the log of remembered topics. */
@EnabledOnOs(OS.LINUX)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
@Timeout(120)
class SharedLogProcessTest {
    private static final int NODES = 3;
    private static final int EACH = 150;

    /** The shared log keeps 1 MB. */
    private static final int HISTORY_BYTES = 2_000_000;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicReferenceArray<ServeProcess> nodes = new AtomicReferenceArray<>(NODES);
    private final List<String> members = new ArrayList<>();
    private String config = "";

    @BeforeAll
    void start(@TempDir Path files) throws Exception {
        for (int i = 0; i < NODES; i++) {
            members.add(address(i) + ":" + FreePort.on(InetAddress.ofLiteral(address(i))));
        }
        config = Files.writeString(files.resolve("config.yaml"), """
                topics:
                  - pattern: "r.*"
                    history: {messages: 10000}
                  - pattern: "v.*"
                    last-value: true
                """).toString();
        try (ExecutorService starting = Executors.newFixedThreadPool(NODES)) {
            List<Future<?>> started = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                int index = i;
                started.add(starting.submit(() -> {
                    start(index);
                    return null;
                }));
            }
            for (Future<?> each : started) {
                each.get();
            }
        }
        for (int i = 0; i < NODES; i++) {
            awaitAll(i);
        }
    }

    private static String address(int index) {
        return "127.0.7." + (index + 1);
    }

    private void start(int index) throws IOException {
        String member = members.get(index);
        nodes.set(
                index,
                ServeProcess.start(
                        "--config",
                        config,
                        "--cluster",
                        String.join(",", members),
                        "--cluster-host",
                        address(index),
                        "--cluster-port",
                        member.substring(member.indexOf(':') + 1),
                        "--cluster-size",
                        "" + NODES,
                        "--history-bytes",
                        "" + HISTORY_BYTES));
    }

    /** Waits until the node has all others and the log. */
    private void awaitAll(int index) throws IOException {
        String ready = "";
        String cluster = "";
        while (!ready.endsWith("ready\n") || !cluster.contains("\"members\":" + NODES)) {
            ready = nodes.get(index).management("/readyz");
            cluster = nodes.get(index).management("/cluster");
        }
        assertThat(cluster).contains("\"log\":{");
    }

    @AfterAll
    void stop() {
        for (int i = 0; i < NODES; i++) {
            if (nodes.get(i) != null) {
                nodes.get(i).close();
            }
        }
    }

    @Test
    @Order(1)
    void aClientCanResumeAtAnyNodeWithAnIdOfAnother() throws Exception {
        String first = published(0, "r.a", "1", "k1");
        String second = published(1, "r.a", "2", "k2");
        String third = published(2, "r.a", "3", "k3");
        for (int node = 0; node < NODES; node++) {
            try (RawClient client = new RawClient(nodes.get(node).port);
                    StreamClient stream =
                            StreamClient.open(client, "/topics/r.a", "Last-Event-ID: " + first + "\r\n")) {
                assertThat(stream.next()).as("where it begins").isEqualTo("id: " + first);
                assertThat(stream.next()).contains("id: " + second, "data: 2");
                assertThat(stream.next()).contains("id: " + third, "data: 3");
            }
            assertThat(messages(node, "r.a", "last=10")).containsExactly("1", "2", "3");
        }
    }

    @Test
    @Order(2)
    void anIdempotencyKeyHoldsOnAllNodes() throws Exception {
        String first = published(0, "r.key", "once", "one-key");
        assertThat(published(1, "r.key", "once", "one-key")).isEqualTo(first);
        assertThat(post(2, "/topics/r.key", "other", "one-key").statusCode()).isEqualTo(422);
        assertThat(messages(2, "r.key", "last=10")).containsExactly("once");
    }

    @Test
    @Order(3)
    void aLastValueCanBeReadFromAnotherNode() throws Exception {
        published(0, "v.x", "old", "v1");
        published(1, "v.x", "new", "v2");
        try (RawClient client = new RawClient(nodes.get(2).port);
                StreamClient stream = StreamClient.open(client, "/topics/v.x", "")) {
            assertThat(stream.next()).contains("data: new");
        }
    }

    @Test
    @Order(4)
    void linesOfRememberedAndOtherTopicsAreAnsweredInOrder() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            lines.append("{\"topic\":\"")
                    .append(i % 3 == 0 ? "plain" : "r.lines")
                    .append("\",\"data\":\"")
                    .append(i)
                    .append("\"}\n");
        }
        HttpResponse<String> answer = http.send(
                request(1, "/publish")
                        .header("Content-Type", "application/x-ndjson")
                        .POST(BodyPublishers.ofString(lines.toString()))
                        .build(),
                BodyHandlers.ofString());
        List<JsonObject> answers = answer.body().lines().map(JsonObject::new).toList();
        assertThat(answers).hasSize(50);
        for (int i = 0; i < 50; i++) {
            assertThat(answers.get(i).getInteger("line")).isEqualTo(i + 1);
            assertThat(answers.get(i).containsKey("id")).isEqualTo(i % 3 != 0);
        }
    }

    @Test
    @Order(5)
    void aKilledNodeLosesNothingAcknowledgedAndRecoversTheLog() throws Exception {
        fillTheSharedLog();
        Map<String, String> acknowledged = new ConcurrentHashMap<>();
        String begin = published(0, "r.load", "begin", "begin");
        try (ExecutorService publishers = Executors.newFixedThreadPool(NODES)) {
            List<Future<?>> publishing = new ArrayList<>();
            for (int p = 0; p < NODES; p++) {
                String by = p + ".";
                publishing.add(publishers.submit(() -> {
                    for (int i = 0; i < EACH; i++) {
                        acknowledged.put(by + i, publishedSomewhere("r.load", by + i, i));
                    }
                    return null;
                }));
            }
            while (acknowledged.size() < EACH / 2) {
                Thread.onSpinWait();
            }
            nodes.get(0).process.signal("KILL");
            for (Future<?> each : publishing) {
                each.get();
            }
        }
        start(0);
        awaitAll(0);
        List<String> all = messages(1, "r.load", "since=" + begin + "&limit=1000");
        assertThat(all).hasSize(NODES * EACH).containsExactlyInAnyOrderElementsOf(acknowledged.keySet());
        for (int p = 0; p < NODES; p++) {
            String by = p + ".";
            assertThat(all.stream()
                            .filter(text -> text.startsWith(by))
                            .map(text -> Integer.parseInt(text.substring(2))))
                    .isSorted();
        }
        assertThat(messages(0, "r.load", "since=" + begin + "&limit=1000")).isEqualTo(all);
        assertThat(messages(2, "r.load", "since=" + begin + "&limit=1000")).isEqualTo(all);
        try (RawClient client = new RawClient(nodes.get(0).port);
                StreamClient stream = StreamClient.open(client, "/topics/v.x", "")) {
            assertThat(stream.next())
                    .as("a last value that the shared log has let go of")
                    .contains("data: new");
        }
    }

    /** So that nothing of earlier tests is in it. */
    private void fillTheSharedLog() throws Exception {
        String text = "x".repeat(50_000);
        for (int i = 0; i < 30; i++) {
            published(i % NODES, "r.fill", text, "fill" + i);
        }
    }

    /** Publishes on any node that accepts it. */
    private String publishedSomewhere(String topic, String text, int first) throws InterruptedException {
        for (int node = first; ; node++) {
            try {
                HttpResponse<String> answer = post(node % NODES, "/topics/" + topic, text, text);
                if (answer.statusCode() == 202) {
                    return new JsonObject(answer.body()).getString("id");
                }
            } catch (IOException killed) {
                // Another node may have it: the key shows that it is the same.
            }
        }
    }

    private String published(int node, String topic, String text, String key) throws Exception {
        HttpResponse<String> answer = post(node, "/topics/" + topic, text, key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return new JsonObject(answer.body()).getString("id");
    }

    private HttpResponse<String> post(int node, String path, String text, String key)
            throws IOException, InterruptedException {
        return http.send(
                request(node, path)
                        .header("Content-Type", "text/plain")
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofString(text))
                        .build(),
                BodyHandlers.ofString());
    }

    private List<String> messages(int node, String topic, String query) throws Exception {
        HttpResponse<String> answer = http.send(
                request(node, "/topics/" + topic + "/messages?" + query).build(), BodyHandlers.ofString());
        JsonObject page = new JsonObject(answer.body());
        assertThat(page.getBoolean("complete")).as(answer.body()).isTrue();
        JsonArray messages = page.getJsonArray("messages");
        return messages.stream()
                .map(message -> ((JsonObject) message).getString("data"))
                .toList();
    }

    private HttpRequest.Builder request(int node, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nodes.get(node).port + path))
                .timeout(Duration.ofSeconds(15));
    }
}
