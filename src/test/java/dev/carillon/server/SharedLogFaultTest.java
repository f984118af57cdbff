package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes, each a process with a separate network, and failures under load: acknowledged publications to a
 * remembered topic are neither lost nor duplicated nor reordered. Each test prints its figures.
 *
 * <p>{@code -Dcarillon.fault.seconds} sets how long a network is cut, and a node stopped; the defaults are 10 and 30.
 */
@Tag("long")
@EnabledOnOs(OS.LINUX)
@Timeout(900)
class SharedLogFaultTest {
    private static final Duration LOAD = Duration.ofSeconds(2);

    @TempDir
    private Path files;

    private ThreeNodes nodes;

    @BeforeEach
    void start() throws Exception {
        nodes = ThreeNodes.start(files);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void nothingIsLostWhenEachNodeIsKilledInTurn() throws Exception {
        under(() -> {
            for (int i = 0; i < ThreeNodes.COUNT; i++) {
                nodes.process(i).process.signal("KILL");
                Thread.sleep(LOAD);
                nodes.restart(i);
                nodes.awaitAll();
            }
            return null;
        });
    }

    @Test
    void nothingIsLostWhenAllNodesAreRestartedInTurn() throws Exception {
        under(() -> {
            for (int i = 0; i < ThreeNodes.COUNT; i++) {
                nodes.process(i).terminate();
                nodes.process(i).exitCode();
                nodes.restart(i);
                nodes.awaitAll();
            }
            return null;
        });
    }

    @Test
    void nothingIsLostWhenANodeIsSuspendedForHalfAMinute() throws Exception {
        under(() -> {
            nodes.process(0).process.signal("STOP");
            Thread.sleep(ThreeNodes.seconds(30));
            nodes.process(0).process.signal("CONT");
            nodes.awaitAll();
            return null;
        });
    }

    @Test
    void nothingIsLostWhenANodeIsCutOffFromTheOthers() throws Exception {
        under(() -> {
            nodes.cut(0, 1);
            nodes.cut(0, 2);
            Thread.sleep(ThreeNodes.seconds(10));
            nodes.heal();
            nodes.awaitAll();
            return null;
        });
    }

    @Test
    void nothingIsLostWhenAllNodesAreCutOffFromEachOther() throws Exception {
        under(() -> {
            nodes.cut(0, 1);
            nodes.cut(0, 2);
            nodes.cut(1, 2);
            Thread.sleep(ThreeNodes.seconds(10));
            nodes.heal();
            nodes.awaitAll();
            return null;
        });
    }

    /** The log may be lost; then it restarts, and clients are told. */
    @Test
    void theClusterContinuesAfterTwoNodesAreKilledAtOnce() throws Exception {
        NumberedLoad load = nodes.load(ThreeNodes.COUNT);
        Thread.sleep(LOAD);
        nodes.process(0).process.signal("KILL");
        nodes.process(1).process.signal("KILL");
        Thread.sleep(LOAD);
        nodes.restart(0);
        nodes.restart(1);
        nodes.awaitAll();
        int beforeMore = load.acknowledgedCount();
        Thread.sleep(LOAD);
        String figures = load.end();
        ThreeNodes.told("theClusterContinuesAfterTwoNodesAreKilledAtOnce", figures);
        assertThat(load.acknowledgedCount()).isGreaterThan(beforeMore);
        if (load.isOneEpoch()) {
            load.requireAll();
        }
    }

    /** The owner repeatedly adds a batch that is never confirmed, so its log is longer than that of the majority. */
    @Test
    void aPublicationAcknowledgedByAMajoritySurvivesACutOffOwner() throws Exception {
        String topic = "r.cut";
        int owner = nodes.owner();
        int other = (owner + 1) % ThreeNodes.COUNT;
        String begin = nodes.acknowledged(owner, topic, "begin");
        try (RawClient unanswered = nodes.client(owner)) {
            nodes.cut(owner, other);
            nodes.cut(owner, (owner + 2) % ThreeNodes.COUNT);
            ThreeNodes.post(unanswered, topic, "unconfirmed");
            nodes.awaitMembers(owner, 1);
            nodes.awaitMembers(other, 2);
            nodes.acknowledged(other, topic, "kept");
            assertThat(unanswered.readHead()).startsWith("HTTP/1.1 503 ");
        }
        nodes.heal();
        nodes.awaitAll();
        nodes.acknowledged(owner, topic, "end");
        List<String> kept = nodes.events(other, topic, begin, "end");
        ThreeNodes.told("owner cut off", kept);
        assertThat(kept).filteredOn(event -> event.endsWith("\ndata: kept")).hasSize(1);
        assertThat(kept).noneMatch(event -> event.contains("event: "));
        for (int i = 0; i < ThreeNodes.COUNT; i++) {
            assertThat(nodes.events(i, topic, begin, "end")).isEqualTo(kept);
        }
        nodes.requireSameLog();
    }

    private void under(Callable<Void> fault) throws Exception {
        NumberedLoad load = nodes.load(ThreeNodes.COUNT);
        Thread.sleep(LOAD);
        fault.call();
        Thread.sleep(LOAD);
        nodes.end(
                StackWalker.getInstance()
                        .walk(frames -> frames.skip(1).findFirst().orElseThrow().getMethodName()),
                load);
    }
}
