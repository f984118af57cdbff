package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.LongCable.Way;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Three nodes under load with delays for each packet between nodes, while clients are near their nodes. The nodes stay
 * together, and lose, duplicate and reorder nothing. Each test prints its figures.
 *
 * <p>{@code -Dcarillon.fault.seconds} sets the length of each part; the default is 10.
 */
@Tag("long")
@EnabledOnOs(OS.LINUX)
@Timeout(900)
class DistantNodesFaultTest {
    private static final int LINES = 1000;
    private static final Duration PAUSE = Duration.ofMillis(5);

    @TempDir
    private Path files;

    @ParameterizedTest
    @CsvSource({"0, 0", "50, 0", "200, 0", "50, 0.1", "200, 0.1"})
    void nothingIsLostWhenOneNodeIsFarFromTheOthers(int millis, double lost) throws Exception {
        Way way = Way.of(Duration.ofMillis(millis)).losing(lost);
        try (ThreeNodes nodes = ThreeNodes.startFar(files)) {
            nodes.cable(0).set(way, way);
            underLoad(nodes, "one is far: " + way);
        }
    }

    @ParameterizedTest
    @CsvSource({"50, 0, false, 0", "200, 0, false, 0", "50, 20, true, 0", "50, 0, false, 0.1", "200, 0, false, 0.1"})
    void nothingIsLostWhenAllNodesAreFarFromEachOther(int millis, int jitterMillis, boolean reorders, double lost)
            throws Exception {
        Way way = new Way(Duration.ofMillis(millis), Duration.ofMillis(jitterMillis), reorders, lost);
        try (ThreeNodes nodes = ThreeNodes.startFar(files)) {
            for (int i = 0; i < ThreeNodes.COUNT; i++) {
                // Each packet is on two of these cables.
                nodes.cable(i).set(Way.SHORT, way);
            }
            underLoad(nodes, "all are far: " + way);
        }
    }

    private static void underLoad(ThreeNodes nodes, String test) throws Exception {
        Duration time = ThreeNodes.seconds(10);
        NumberedLoad load = nodes.load(ThreeNodes.COUNT);
        List<StreamClient> streams = new ArrayList<>();
        for (int i = 0; i < ThreeNodes.COUNT; i++) {
            streams.add(StreamClient.open(nodes.client(i), "/topics/plain", ""));
        }
        try (ExecutorService publisher = Executors.newSingleThreadExecutor()) {
            Future<List<String>> published = publisher.submit(() -> publish(nodes, time));
            for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() - end < 0; Thread.sleep(1000)) {
                requireTogether(nodes);
            }
            for (StreamClient stream : streams) {
                requireAll(stream, published.get());
            }
            ThreeNodes.told(test, "plain=" + published.get().size() + " on each of three");
        }
        ThreeNodes.told(test, "waited for remembered ones: " + load.waits());
        nodes.end(test, load);
        ThreeNodes.told(
                test, "remembered " + rate(nodes, "r.rate", time) + ", plain " + rate(nodes, "plain.rate", time));
        nodes.awaitAll();
        nodes.requireSameLog();
    }

    /**
     * A link that is silent for 3 s is opened again, so a node may report that it is cut off from another. It stays
     * ready.
     */
    private static void requireTogether(ThreeNodes nodes) throws Exception {
        for (int i = 0; i < ThreeNodes.COUNT; i++) {
            assertThat(nodes.asked(i, "/readyz")).startsWith("HTTP/1.1 200 ");
            assertThat(nodes.members(i)).isEqualTo(ThreeNodes.COUNT);
        }
    }

    /** Publishes one after the other on one connection, to the node that may be far. */
    private static List<String> publish(ThreeNodes nodes, Duration time) throws Exception {
        List<String> published = new ArrayList<>();
        try (RawClient client = nodes.client(0)) {
            for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() - end < 0; Thread.sleep(PAUSE)) {
                ThreeNodes.post(client, "plain", "" + published.size());
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 202 ");
                published.add("data: " + published.size());
            }
        }
        return published;
    }

    private static void requireAll(StreamClient stream, List<String> published) throws Exception {
        // A stream begins with an event without data.
        assertThat(stream.next()).startsWith("id: ");
        for (String each : published) {
            assertThat(stream.next()).isEqualTo(each);
        }
        stream.close();
    }

    /**
     * How many publications per second are acknowledged if clients of all nodes publish in large bodies, one after the
     * other.
     */
    private static String rate(ThreeNodes nodes, String topic, Duration time) throws Exception {
        String line = "{\"topic\":\"" + topic + "\",\"data\":\"" + "x".repeat(200) + "\"}\n";
        byte[] body = ("POST /publish HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-ndjson\r\nContent-Length: "
                        + LINES * line.length() + "\r\n\r\n" + line.repeat(LINES))
                .getBytes(ISO_8859_1);
        List<Callable<Long>> clients = IntStream.range(0, ThreeNodes.COUNT)
                .mapToObj(node -> (Callable<Long>) () -> published(nodes, node, body, time))
                .toList();
        try (ExecutorService publishers = Executors.newFixedThreadPool(ThreeNodes.COUNT)) {
            return publishers.invokeAll(clients).stream()
                    .map(each -> each.resultNow() / time.toSeconds() + "/s")
                    .collect(Collectors.joining(", "));
        }
    }

    private static long published(ThreeNodes nodes, int node, byte[] body, Duration time) throws Exception {
        long published = 0;
        try (RawClient client = nodes.client(node)) {
            for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() - end < 0; ) {
                client.send(body);
                assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
                published += client.readChunks()
                        .lines()
                        .filter(each -> !each.contains("\"error\""))
                        .count();
            }
        }
        return published;
    }
}
