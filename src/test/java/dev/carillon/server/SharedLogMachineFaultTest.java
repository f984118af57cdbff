package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes under load, one of them on a bad machine: its clock steps, its memory is small and full, its network is
 * slow and loses packets.
 */
@Tag("long")
@EnabledOnOs(OS.LINUX)
@Timeout(900)
class SharedLogMachineFaultTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Pattern DATE = Pattern.compile("\r\ndate: ([^\r]*)\r\n");

    /** The node without load. */
    private static final int SMALL = 2;

    private static final int SMALL_HEAP = 64;

    /** The bytes that wait for these readers, and the publications, would take several times its heap. */
    private static final int SLOW_READERS = 200;

    private static final int LARGE = 150;
    private static final int LARGE_BYTES = 1_000_000;
    private static final int TOPICS = 3000;

    /** The exit code of a JVM with ExitOnOutOfMemoryError. */
    private static final int OUT_OF_MEMORY = 3;

    @TempDir
    private Path files;

    @Test
    void nothingIsLostWhenTheClockOfTheFirstNodeSteps() throws Exception {
        SteppedClock first = SteppedClock.create(files);
        try (ThreeNodes nodes = ThreeNodes.start(files, index -> index == 0 ? first.commands() : "")) {
            stepUnderLoad(nodes, first, 0);
        }
    }

    @Test
    void nothingIsLostWhenTheClockOfALaterNodeSteps() throws Exception {
        SteppedClock last = SteppedClock.create(files);
        try (ThreeNodes nodes = ThreeNodes.start(files, index -> index == 2 ? last.commands() : "")) {
            stepUnderLoad(nodes, last, 2);
        }
    }

    private static void stepUnderLoad(ThreeNodes nodes, SteppedClock clock, int index) throws Exception {
        NumberedLoad load = nodes.load(ThreeNodes.COUNT);
        for (Duration step : List.of(HOUR, Duration.ZERO, HOUR.negated(), Duration.ZERO)) {
            clock.step(step);
            requireDate(nodes, index, step);
            requireTogether(nodes, load, ThreeNodes.seconds(15));
        }
        nodes.end("clock of " + index, load);
    }

    private static void requireDate(ThreeNodes nodes, int index, Duration fromMachine) throws Exception {
        // A node formats its date once a second.
        Thread.sleep(Duration.ofMillis(1100));
        String answer = nodes.asked(index, "/readyz");
        MatchResult date = DATE.matcher(answer).results().findFirst().orElseThrow();
        Instant told = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.group(1)));
        assertThat(Duration.between(Instant.now().plus(fromMachine), told).abs())
                .isLessThan(Duration.ofSeconds(5));
    }

    /** Requires that no node leaves, and that publications are acknowledged all the time. */
    private static void requireTogether(ThreeNodes nodes, NumberedLoad load, Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            int before = load.acknowledgedCount();
            Thread.sleep(1000);
            assertThat(load.acknowledgedCount()).isGreaterThan(before);
            for (int i = 0; i < ThreeNodes.COUNT; i++) {
                assertThat(nodes.asked(i, "/readyz"))
                        .startsWith("HTTP/1.1 200 ")
                        .endsWith("\nready\n");
                assertThat(nodes.members(i)).isEqualTo(ThreeNodes.COUNT);
            }
        }
    }

    /** It stays within its limits, or ends as a process without memory does; the others continue in both cases. */
    @Test
    void nothingIsLostWhenClientsFillTheHeapOfANode() throws Exception {
        try (ThreeNodes nodes = ThreeNodes.start(
                files, index -> index == SMALL ? "export JAVA_TOOL_OPTIONS=-Xmx" + SMALL_HEAP + "m" : "")) {
            NumberedLoad load = nodes.load(ThreeNodes.COUNT - 1);
            List<RawClient> slow = new ArrayList<>();
            for (int i = 0; i < SLOW_READERS; i++) {
                slow.add(nodes.client(SMALL));
                slow.getLast().send(StreamClient.request("GET", "/topics/r.large", ""));
            }
            int taken = 0;
            int refused = 0;
            for (int i = 0; i < LARGE + TOPICS; i++) {
                String topic = i < LARGE ? "r.large" : "r.many." + i;
                String text = i + (i < LARGE ? "x".repeat(LARGE_BYTES) : "x".repeat(LARGE_BYTES / 500));
                if (isTaken(nodes, i % (ThreeNodes.COUNT - 1), topic, text)) {
                    taken++;
                } else {
                    refused++;
                }
            }
            ThreeNodes.told("full heap", "taken=" + taken + " refused=" + refused + " " + state(nodes));
            assertThat(taken).isGreaterThan((LARGE + TOPICS) / 2);
            if (!nodes.process(SMALL).process.isAlive()) {
                assertThat(nodes.process(SMALL).exitCode()).isEqualTo(OUT_OF_MEMORY);
                nodes.restart(SMALL);
            }
            nodes.awaitAll();
            for (RawClient each : slow) {
                each.close();
            }
            ThreeNodes.told("full heap", load.end());
            load.requireAll();
        }
    }

    private static boolean isTaken(ThreeNodes nodes, int index, String topic, String text) throws Exception {
        try (RawClient client = nodes.client(index)) {
            ThreeNodes.post(client, topic, text);
            return client.readHead().startsWith("HTTP/1.1 202 ");
        } catch (IOException ended) {
            return false;
        }
    }

    private static String state(ThreeNodes nodes) throws Exception {
        return nodes.process(SMALL).process.isAlive()
                ? "ready="
                        + nodes.asked(SMALL, "/readyz").split("\r\n\r\n", 2)[1].strip() + " heap="
                        + (long) nodes.metric(SMALL, "jvm_memory_used_bytes{area=\"heap\",id=\"Tenured Gen\"}")
                : "ended";
    }

    @Test
    void nothingIsLostWhenTheNetworkOfANodeIsSlow() throws Exception {
        try (ThreeNodes nodes = ThreeNodes.start(files)) {
            NumberedLoad load = nodes.load(ThreeNodes.COUNT);
            for (int i = 0; i < ThreeNodes.COUNT; i++) {
                nodes.network(i).slow("1mbit", Duration.ofMillis(500));
                Thread.sleep(ThreeNodes.seconds(10));
                nodes.network(i).fast();
            }
            nodes.awaitAll();
            nodes.end("slow network", load);
        }
    }

    @Test
    void nothingIsLostWhenTheNetworkOfANodeDropsPackets() throws Exception {
        try (ThreeNodes nodes = ThreeNodes.start(files)) {
            NumberedLoad load = nodes.load(ThreeNodes.COUNT);
            for (double part : List.of(0.05, 0.3)) {
                for (int i = 0; i < ThreeNodes.COUNT; i++) {
                    nodes.network(i).dropAtRandom(part);
                    Thread.sleep(ThreeNodes.seconds(10));
                    nodes.network(i).dropNone();
                }
                ThreeNodes.told("packets lost " + part, "acknowledged=" + load.acknowledgedCount());
            }
            nodes.awaitAll();
            nodes.end("network that loses packets", load);
        }
    }
}
