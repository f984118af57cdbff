package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes, each a process on a machine of its own as far as the network goes, and what may happen to them under load: what
 * was acknowledged for a remembered topic is neither lost nor doubled nor reordered. Each prints its figures.
 *
 * <p>{@code -Dcarillon.fault.seconds} is how long a network is cut, and a node stopped: 10 and 30 where it is not set.
 */
@Tag("long")
@EnabledOnOs(OS.LINUX)
@Timeout(600)
class SharedLogFaultTest {
    private static final int NODES = 3;
    private static final Duration LOAD = Duration.ofSeconds(2);

    @TempDir
    private Path files;

    private final TestNetwork clients = create();
    private final List<TestNetwork> networks = new ArrayList<>();
    private final List<ServeProcess> nodes = new ArrayList<>();
    private final AtomicInteger topics = new AtomicInteger();
    private String config = "";

    private static TestNetwork create() {
        try {
            return TestNetwork.create();
        } catch (Exception impossible) {
            throw new AssertionError(impossible);
        }
    }

    @BeforeEach
    void start() throws Exception {
        config = Files.writeString(files.resolve("config.yaml"), """
                topics:
                  - pattern: "r.*"
                    history: {messages: 1000000}
                """).toString();
        clients.bridge("192.0.2.254");
        for (int i = 0; i < NODES; i++) {
            TestNetwork network = TestNetwork.create();
            networks.add(network);
            clients.joinBridge(network, "port" + i, address(i));
        }
        for (int i = 0; i < NODES; i++) {
            nodes.add(started(i));
        }
        awaitAll();
    }

    private static String address(int index) {
        return "192.0.2." + (index + 1);
    }

    @AfterEach
    void stop() {
        nodes.forEach(ServeProcess::close);
        networks.forEach(TestNetwork::close);
        clients.close();
    }

    private ServeProcess started(int index) throws Exception {
        return networks.get(index)
                .call(() -> ServeProcess.start(
                        "--open",
                        "--host",
                        "0.0.0.0",
                        "--config",
                        config,
                        "--cluster",
                        "192.0.2.1,192.0.2.2,192.0.2.3",
                        "--cluster-size",
                        "" + NODES));
    }

    private void restart(int index) throws Exception {
        nodes.get(index).close();
        nodes.set(index, started(index));
    }

    /** Until each has all others and all of the log. */
    private void awaitAll() throws Exception {
        for (int i = 0; i < NODES; i++) {
            String ready = "";
            String cluster = "";
            while (!ready.endsWith("\nready\n") || !cluster.contains("\"members\":" + NODES)) {
                Thread.sleep(100);
                ready = asked(i, "/readyz");
                cluster = asked(i, "/cluster");
            }
        }
    }

    private String asked(int index, String path) throws Exception {
        return networks.get(index).call(() -> nodes.get(index).management(path));
    }

    @Test
    void eachOfThreeIsKilledInTurn() throws Exception {
        under(() -> {
            for (int i = 0; i < NODES; i++) {
                nodes.get(i).process.signal("KILL");
                Thread.sleep(LOAD);
                restart(i);
                awaitAll();
            }
            return null;
        });
    }

    @Test
    void allAreRestartedOneAfterTheOther() throws Exception {
        under(() -> {
            for (int i = 0; i < NODES; i++) {
                nodes.get(i).terminate();
                nodes.get(i).exitCode();
                restart(i);
                awaitAll();
            }
            return null;
        });
    }

    @Test
    void oneIsStoppedForHalfAMinute() throws Exception {
        under(() -> {
            nodes.get(0).process.signal("STOP");
            Thread.sleep(Duration.ofSeconds(seconds(30)));
            nodes.get(0).process.signal("CONT");
            awaitAll();
            return null;
        });
    }

    @Test
    void oneIsCutOffFromTheOthers() throws Exception {
        under(() -> {
            cut(0, 1);
            cut(0, 2);
            Thread.sleep(Duration.ofSeconds(seconds(10)));
            heal();
            awaitAll();
            return null;
        });
    }

    @Test
    void allAreCutOffFromEachOther() throws Exception {
        under(() -> {
            cut(0, 1);
            cut(0, 2);
            cut(1, 2);
            Thread.sleep(Duration.ofSeconds(seconds(10)));
            heal();
            awaitAll();
            return null;
        });
    }

    /** The log may be gone; then it begins anew, and clients are told. */
    @Test
    void twoAreKilledAtOnce() throws Exception {
        NumberedLoad load = load();
        Thread.sleep(LOAD);
        nodes.get(0).process.signal("KILL");
        nodes.get(1).process.signal("KILL");
        Thread.sleep(LOAD);
        restart(0);
        restart(1);
        awaitAll();
        int beforeMore = load.acknowledgedCount();
        Thread.sleep(LOAD);
        String figures = load.end();
        told("twoAreKilledAtOnce", figures);
        assertThat(load.acknowledgedCount()).isGreaterThan(beforeMore);
        if (load.isOneEpoch()) {
            load.requireAll();
        }
    }

    private static int seconds(int unlessSet) {
        return Integer.getInteger("carillon.fault.seconds", unlessSet);
    }

    private void cut(int one, int other) throws Exception {
        networks.get(one).lose(address(other));
        networks.get(other).lose(address(one));
    }

    private void heal() throws Exception {
        for (int one = 0; one < NODES; one++) {
            for (int other = 0; other < NODES; other++) {
                if (one != other) {
                    networks.get(one).findIfLost(address(other));
                }
            }
        }
    }

    private NumberedLoad load() throws Exception {
        return clients.call(() -> new NumberedLoad(
                "r." + topics.incrementAndGet(),
                NODES,
                index -> new InetSocketAddress(address(index), nodes.get(index).port)));
    }

    private void under(Callable<Void> fault) throws Exception {
        NumberedLoad load = load();
        Thread.sleep(LOAD);
        fault.call();
        Thread.sleep(LOAD);
        told(
                StackWalker.getInstance()
                        .walk(frames -> frames.skip(1).findFirst().orElseThrow().getMethodName()),
                load.end());
        load.requireAll();
    }

    private static void told(String test, String figures) {
        System.out.println(test + ": " + figures);
    }
}
