package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes of a cluster are replaced repeatedly, each by one with another address, as an orchestrator replaces pods. Three
 * publishers work meanwhile, and no acknowledged publication is lost. Prints how long the cluster was incomplete.
 */
@Tag("long")
@EnabledOnOs(OS.LINUX)
@Timeout(900)
class ReplacedNodesTest {
    private static final int REPLACEMENTS = 15;

    /** By default, Hazelcast sends the list of its members once a minute. */
    private static final Duration COMPLETE_WITHIN = Duration.ofSeconds(40);

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
    void aNodeWithAnotherAddressReplacesAStoppedNode() throws Exception {
        replaceUnderLoad("TERM", nodes::awaitAll);
    }

    @Test
    void aNodeWithAnotherAddressReplacesAKilledNode() throws Exception {
        replaceUnderLoad("KILL", nodes::awaitReady);
    }

    private void replaceUnderLoad(String signal, Completion completion) throws Exception {
        NumberedLoad load = nodes.load(ThreeNodes.COUNT);
        List<Duration> incomplete = new ArrayList<>();
        for (int i = 0; i < REPLACEMENTS; i++) {
            int leaves = i % ThreeNodes.COUNT;
            long begin = System.nanoTime();
            nodes.process(leaves).process.signal(signal);
            nodes.process(leaves).exitCode();
            nodes.replace(leaves);
            completion.await();
            incomplete.add(Duration.ofNanos(System.nanoTime() - begin));
        }
        incomplete.sort(null);
        ThreeNodes.told(signal, "median " + incomplete.get(REPLACEMENTS / 2) + ", longest " + incomplete.getLast());
        assertThat(incomplete.getLast()).isLessThan(COMPLETE_WITHIN);
        nodes.end(signal, load);
    }

    /** Waits until the cluster is complete again. */
    private interface Completion {
        void await() throws Exception;
    }
}
