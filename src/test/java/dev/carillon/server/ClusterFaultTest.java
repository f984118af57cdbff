package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes, each a process with a separate network. Both are configured with one name for both, and determine their
 * own addresses.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class ClusterFaultTest {
    private static final String NORTH = "192.0.2.1";
    private static final String SOUTH = "192.0.2.2";

    /** From the repair of the network to the first publication that arrives. */
    private static final Duration HEALING_MAX = Duration.ofSeconds(5);

    @TempDir
    private Path files;

    private Machine north;
    private Machine south;

    @BeforeEach
    void start() throws Exception {
        Path hosts = files.resolve("hosts");
        Files.writeString(hosts, "%s nodes%n%s nodes%n".formatted(NORTH, SOUTH));
        TestNetwork northern = TestNetwork.create();
        TestNetwork southern = TestNetwork.create();
        northern.join(southern, NORTH, SOUTH);
        north = new Machine(northern, hosts);
        south = new Machine(southern, hosts);
        north.await("/readyz", "200 ", "\r\n\r\nready\n");
        south.await("/readyz", "200 ", "\r\n\r\nready\n");
        north.subscribe();
        south.subscribe();
    }

    @AfterEach
    void stop() throws Exception {
        south.close();
        north.close();
    }

    @Test
    void aShortNetworkOutageLosesNothingAndIsReportedWhileItLasts() throws Exception {
        crosses("before");
        cut();
        north.publish("meanwhile from north");
        south.publish("meanwhile from south");
        for (Machine machine : List.of(north, south)) {
            machine.await("/readyz", "503 ", "no majority: 1 of 2 nodes are together, expected 2 (--cluster-size)");
            machine.await("/metrics", "carillon_cluster_links_down 1.0", "carillon_cluster_waiting_bytes ");
            machine.await("/cluster", "\"state\":\"connecting\"", "\"majority\":false", "\"members\":1");
        }
        heal();
        crossesAgain("meanwhile");
        for (Machine machine : List.of(north, south)) {
            machine.await("/readyz", "200 ", "\r\n\r\nready\n");
            machine.await("/metrics", "carillon_cluster_links_down 0.0", "carillon_cluster_lost_total 0.0");
        }
    }

    @Tag("long")
    @Test
    void aNetworkOutageOfHalfAMinuteHealsWithinSeconds() throws Exception {
        cutFor(Duration.ofSeconds(30));
    }

    @Tag("long")
    @Test
    void aNetworkOutageOfTwoMinutesHealsWithinSeconds() throws Exception {
        cutFor(Duration.ofMinutes(2));
    }

    @Tag("long")
    @Test
    void aNodeThatIsSuspendedForHalfAMinuteMissesNothing() throws Exception {
        crosses("before");
        north.serve.process.signal("STOP");
        south.publish("meanwhile from south");
        south.await("/readyz", "503 ", "no majority");
        Thread.sleep(Duration.ofSeconds(30));
        north.serve.process.signal("CONT");
        long healed = System.nanoTime();
        assertThat(north.next()).isEqualTo("meanwhile from south");
        assertThat(south.next()).isEqualTo("meanwhile from south");
        assertThat(Duration.ofNanos(System.nanoTime() - healed)).isLessThan(HEALING_MAX);
        crosses("after");
    }

    private void cutFor(Duration time) throws Exception {
        crosses("before");
        cut();
        north.publish("meanwhile from north");
        south.publish("meanwhile from south");
        Thread.sleep(time);
        heal();
        crossesAgain("meanwhile");
    }

    private void cut() throws Exception {
        north.network.lose(SOUTH);
        south.network.lose(NORTH);
    }

    private void heal() throws Exception {
        north.network.find(SOUTH);
        south.network.find(NORTH);
    }

    /** Publishes on each node and receives on both; north's publication comes first. */
    private void crosses(String text) throws Exception {
        north.publish(text + " from north");
        for (Machine machine : List.of(north, south)) {
            assertThat(machine.next()).isEqualTo(text + " from north");
        }
        south.publish(text + " from south");
        for (Machine machine : List.of(south, north)) {
            assertThat(machine.next()).isEqualTo(text + " from south");
        }
    }

    /** Publications from the time of the outage come now, before those that are published now. */
    private void crossesAgain(String meanwhile) throws Exception {
        long healed = System.nanoTime();
        assertThat(north.next()).isEqualTo(meanwhile + " from north");
        assertThat(south.next()).isEqualTo(meanwhile + " from south");
        assertThat(north.next()).isEqualTo(meanwhile + " from south");
        assertThat(south.next()).isEqualTo(meanwhile + " from north");
        assertThat(Duration.ofNanos(System.nanoTime() - healed)).isLessThan(HEALING_MAX);
        crosses("after");
    }

    /** One node, one subscriber to it, and requests to it. */
    private static final class Machine {
        final TestNetwork network;
        final ServeProcess serve;
        private final String hosts;
        private @Nullable StreamClient subscriber;

        Machine(TestNetwork network, Path hosts) throws Exception {
            this.network = network;
            this.hosts = "export JAVA_TOOL_OPTIONS=-Djdk.net.hosts.file=" + hosts;
            this.serve = network.call(() -> ServeProcess.startWithin(
                    this.hosts, "--open", "--host", "0.0.0.0", "--cluster", "nodes", "--cluster-size", "2"));
        }

        void subscribe() throws Exception {
            subscriber = network.call(() -> StreamClient.open(new RawClient(serve.port), "/topics/t", ""));
        }

        void publish(String text) throws Exception {
            network.call((Callable<Void>) () -> {
                serve.publish("t", text);
                return null;
            });
        }

        /** The text of the next event. */
        String next() throws IOException {
            return Objects.requireNonNull(subscriber)
                    .next()
                    .replace("data: ", "")
                    .strip();
        }

        /** Repeats the request until the answer contains all parts. */
        void await(String path, String... parts) throws Exception {
            String answer = "";
            while (!containsAll(answer, parts)) {
                answer = network.call(() -> serve.management(path));
            }
        }

        private static boolean containsAll(String text, String... parts) {
            return List.of(parts).stream().allMatch(text::contains);
        }

        void close() throws IOException {
            if (subscriber != null) {
                subscriber.close();
            }
            serve.close();
            network.close();
        }
    }
}
