package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.FreePort;
import dev.carillon.config.Durations;
import dev.carillon.server.ReturningClient.Felt;
import dev.carillon.server.ReturningClient.Scene;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * One of two nodes is replaced while messages are published, as a Deployment does it: the new one serves before the old
 * one drains, and clients reconnect to those that remain. On request, since it takes a minute or two: {@code mvn test
 * -Dtest=RollingUpdateTest -Drolling.clients=10000 -Drolling.drain=30s -Drolling.rate=1}, and as a cluster with {@code
 * -Drolling.cluster=true}.
 */
@EnabledIfSystemProperty(named = "rolling.clients", matches = "\\d+")
@Timeout(300)
class RollingUpdateTest {
    private static final int CLIENTS = Integer.getInteger("rolling.clients", 200);
    private static final String DRAIN = System.getProperty("rolling.drain", "30s");
    private static final int RATE = Integer.getInteger("rolling.rate", 1);

    /** Without it the nodes are independent: each has a separate log, and is published to. */
    private static final boolean CLUSTER = Boolean.getBoolean("rolling.cluster");

    private static final String TOPIC = "news";

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<ReturningClient> clients = new ArrayList<>();
    private final AtomicReference<List<Integer>> ports = new AtomicReference<>(List.of());
    private final Scene scene = new Scene(ports, TOPIC, new AtomicInteger());
    private final List<String> clusterPorts = new ArrayList<>();
    private int published;

    @AfterEach
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        http.close();
    }

    @Test
    void clientsOfAReplacedNodeReconnectSoonAndMissNothing() throws Exception {
        for (int i = 0; i < 3; i++) {
            clusterPorts.add("127.0.0.1:" + FreePort.onLoopback());
        }
        try (ServeProcess stays = start(0);
                ServeProcess leaves = start(1)) {
            open(stays.port, leaves.port);
            publishUntil(List.of(stays, leaves), Duration.ofSeconds(2));
            try (ServeProcess comes = start(2)) {
                // A client can only catch up with what is in the log of the new node, so publishers use that node
                // first.
                publishUntil(List.of(stays, leaves, comes), Duration.ofSeconds(2));
                ports.set(List.of(stays.port, comes.port));
                leaves.terminate();
                publishUntil(
                        List.of(stays, comes), new Durations().convert(DRAIN).plusSeconds(3));
                assertThat(leaves.exitCode()).isZero();
                publishUntil(List.of(stays, comes), Duration.ofSeconds(2));
                assertFelt();
                ports.set(List.of());
            }
        }
    }

    private ServeProcess start(int number) throws IOException {
        Path file = folder.resolve("carillon.yaml");
        Files.writeString(file, "topics:\n- pattern: " + TOPIC + "\n  history: {messages: 10000}\n");
        List<String> flags = new ArrayList<>(List.of("--config", file.toString(), "--drain", DRAIN));
        if (CLUSTER) {
            flags.addAll(List.of("--cluster", String.join(",", clusterPorts)));
            flags.addAll(List.of("--cluster-port", clusterPorts.get(number).replaceAll(".*:", "")));
        }
        return ServeProcess.start(flags.toArray(String[]::new));
    }

    private void open(int one, int other) throws InterruptedException {
        WebSocketClient sockets = vertx.createWebSocketClient(
                new WebSocketClientOptions().setMaxConnections(CLIENTS).setConnectTimeout(10_000));
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new ReturningClient(vertx, sockets, scene));
            clients.getLast().connect(i % 2 == 0 ? one : other);
            // At most as many at once as fit into a backlog.
            if (i % 500 == 499) {
                awaitSubscribed(i);
            }
        }
        awaitSubscribed(CLIENTS);
    }

    private void awaitSubscribed(int count) throws InterruptedException {
        while (scene.subscribed().get() < count) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** Publishes at the rate of the test, to running nodes; in a cluster to one of them. */
    private void publishUntil(List<ServeProcess> nodes, Duration time) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        for (int i = 0; i < time.toMillis() * RATE / 1000; i++) {
            TimeUnit.NANOSECONDS.sleep(begun + TimeUnit.SECONDS.toNanos(i) / RATE - System.nanoTime());
            published++;
            for (ServeProcess node : CLUSTER ? nodes.subList(0, 1) : nodes) {
                publish(node.port, published);
            }
        }
    }

    private void publish(int port, int number) throws IOException, InterruptedException {
        HttpRequest post = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/topics/" + TOPIC))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Integer.toString(number).getBytes(UTF_8)))
                .build();
        assertThat(http.send(post, BodyHandlers.discarding()).statusCode()).isEqualTo(202);
    }

    private void assertFelt() throws InterruptedException {
        awaitSubscribed(CLIENTS);
        AtomicInteger behind = new AtomicInteger(CLIENTS);
        while (behind.get() > 0) {
            behind.set(CLIENTS);
            AtomicInteger answers = new AtomicInteger();
            for (ReturningClient client : clients) {
                client.last(last -> {
                    behind.addAndGet(last == published ? -1 : 0);
                    answers.incrementAndGet();
                });
            }
            while (answers.get() < CLIENTS) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
        Histogram away = new Histogram(3);
        List<Felt> felt = clients.stream().map(client -> client.felt.get()).toList();
        felt.stream()
                .filter(each -> each.returns() > 0)
                .forEach(each -> away.recordValue(each.away().toMillis()));
        System.out.printf(
                "%,d clients, %,d of them of the node that was replaced over %s%s: without a subscription p50 %d ms, p99 %d ms,"
                        + " longest %d ms; attempts that failed %,d; lost %,d of %,d messages; received again %,d;"
                        + " told that something may be missing %,d%n",
                CLIENTS,
                away.getTotalCount(),
                DRAIN,
                CLUSTER ? " in a cluster" : "",
                away.getValueAtPercentile(50),
                away.getValueAtPercentile(99),
                away.getMaxValue(),
                felt.stream().mapToInt(Felt::failures).sum(),
                felt.stream().mapToInt(Felt::lost).sum(),
                (long) published * CLIENTS,
                felt.stream().mapToInt(Felt::again).sum(),
                felt.stream().mapToInt(Felt::told).sum());
        assertThat(away.getTotalCount()).isEqualTo(CLIENTS / 2);
        assertThat(felt).allMatch(each -> each.returns() <= 1).allMatch(each -> each.lost() == 0);
        assertThat(away.getValueAtPercentile(50)).isLessThan(1000);
        // Another log delivers its publications again, and reports that.
        assertThat(felt).allMatch(each -> each.again() == 0 || each.told() > 0);
    }
}
