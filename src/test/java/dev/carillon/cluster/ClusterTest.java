package dev.carillon.cluster;

import static dev.carillon.bus.Listeners.get;
import static dev.carillon.bus.Listeners.publication;
import static dev.carillon.bus.Listeners.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.FreePort;
import dev.carillon.bus.Listeners;
import dev.carillon.bus.Listeners.Heard;
import dev.carillon.bus.Listeners.Listener;
import dev.carillon.bus.PublicationBus;
import dev.carillon.bus.ToldLines;
import dev.carillon.config.ClusterSettings;
import dev.carillon.config.ClusterSettings.Ports;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** Two nodes in one JVM, over real sockets on loopback; one finds the other by address, the other one by name. */
@TestInstance(Lifecycle.PER_CLASS)
class ClusterTest {
    private static final int COUNT = 1000;

    private String addressOfNorth;
    private Node north;
    private Node south;

    @BeforeAll
    @Timeout(60)
    void start() throws IOException, InterruptedException {
        int northPort = FreePort.onLoopback();
        int southPort = FreePort.onLoopback();
        addressOfNorth = "127.0.0.1:" + northPort;
        north = Node.start("north", settings(northPort, addressOfNorth, "127.0.0.1:" + southPort));
        south = Node.start("south", settings(southPort, "localhost:" + northPort, "localhost:" + southPort));
        untilEachReceivesFromBoth();
    }

    @AfterAll
    void stop() {
        south.close();
        north.close();
    }

    @Test
    void everyLoopOfEveryNodeReceivesAllOnceInTheOrderOfThePublisher() throws InterruptedException {
        Thread publishing = Thread.ofPlatform().start(() -> publishAll(south));
        publishAll(north);
        publishing.join();
        String[] all = IntStream.range(0, COUNT).mapToObj(Integer::toString).toArray(String[]::new);
        for (Listener listener : listeners()) {
            List<Publication> heard = listener.next(2 * COUNT);
            assertThat(from("north", heard)).containsExactly(all);
            assertThat(from("south", heard)).containsExactly(all);
        }
        expectNothingMore();
    }

    @Test
    void aPublicationOfAnotherNodeIsOneObjectForAllLoops() throws InterruptedException {
        north.publish("ding");
        Heard byOne = south.one.next();
        Heard byTwo = south.two.next();
        assertThat(byOne.publication()).isSameAs(byTwo.publication());
        assertThat(byOne.on()).isNotSameAs(byTwo.on());
        assertThat(byOne.publication()).isNotSameAs(north.one.next().publication());
        north.two.next();
        expectNothingMore();
    }

    @Test
    void theNodeThatAcceptsAPublicationConflatesItForAll() throws InterruptedException {
        for (int i = 1; i <= 100; i++) {
            north.bus.publish(publication("conflated", "" + i));
        }
        List<String> heard = north.one.untilText("conflated", "100");
        assertThat(heard).startsWith("1").hasSize(100 - (int) north.bus.conflatedCount());
        for (Listener listener : List.of(north.two, south.one, south.two)) {
            assertThat(listener.untilText("conflated", "100")).isEqualTo(heard);
        }
        assertThat(south.bus.conflatedCount()).isZero();
        expectNothingMore();
    }

    @Test
    void statisticsOfANodeAreNotSentToOtherNodes() throws InterruptedException {
        long before = north.bus.publishedCount();
        north.bus.publishOfTheService(publication("$stats", "1"));
        assertThat(text(north.one.next().publication())).isEqualTo("1");
        assertThat(text(north.two.next().publication())).isEqualTo("1");
        assertThat(north.bus.publishedCount()).isEqualTo(before);
        expectNothingMore();
    }

    @Test
    void aJsonMessageOnTheEventBusReachesAllNodes() throws InterruptedException {
        JsonObject json = new JsonObject().put("topic", "a").put("dataBase64", Buffer.buffer("ding"));
        south.vertx.eventBus().publish(PublicationBus.ADDRESS, json);
        for (Listener listener : listeners()) {
            assertThat(text(listener.next().publication())).isEqualTo("ding");
        }
        expectNothingMore();
    }

    @Test
    void anEventBusRequestReachesAllNodesWhicheverNodeAnswers() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            JsonObject json = new JsonObject().put("topic", "a").put("data", "ding " + i);
            get(south.vertx.eventBus().request(PublicationBus.ADDRESS, json));
            for (Listener listener : listeners()) {
                assertThat(text(listener.next().publication())).isEqualTo("ding " + i);
            }
        }
        expectNothingMore();
    }

    @Test
    void eachNodeCountsTheOthersAndLogsJoinsAndLeaves() throws IOException, InterruptedException {
        try (ToldLines told = new ToldLines(ClusterMembers.class)) {
            int port = FreePort.onLoopback();
            Cluster cluster = new Cluster(settings(port, addressOfNorth));
            Vertx third = Node.vertx(cluster);
            assertThat(cluster.health().memberCount()).isEqualTo(3);
            get(third.close());
            List<String> lines = told.next(5);
            assertThat(lines)
                    .contains("cluster members=3")
                    .filteredOn(line -> line.equals("cluster node joined node=127.0.0.1:" + port + " members=3"))
                    .as("told by both that were there")
                    .hasSize(2);
            assertThat(lines)
                    .filteredOn(line -> line.equals("cluster node left node=127.0.0.1:" + port + " members=2"))
                    .hasSize(2);
        }
    }

    @Test
    void aNodeThatIsAloneLogsThatOthersMayJoin() throws IOException, InterruptedException {
        try (ToldLines told = new ToldLines(ClusterMembers.class)) {
            int port = FreePort.onLoopback();
            ClusterSettings alone = settings("alone", "127.0.0.1", new Ports(port, 0, 0), "nosuchhost.invalid");
            Cluster cluster = new Cluster(alone);
            Vertx vertx = Node.vertx(cluster);
            assertThat(cluster.health().memberCount()).isEqualTo(1);
            assertThat(told.next(1))
                    .containsExactly("cluster members=1: no other node runs yet at nosuchhost.invalid:" + port
                            + "; one that starts later joins this one");
            get(vertx.close());
        }
    }

    @Timeout(60)
    @Test
    void nodesFindEachOtherByOneNameWithAllAddresses() throws IOException, InterruptedException {
        int port = FreePort.onLoopback();
        AtomicReference<List<String>> dns = new AtomicReference<>(List.of("127.0.0.81"));
        Cluster one = named("127.0.0.81", port, dns);
        Cluster two = named("127.0.0.82", port, dns);
        Vertx first = Node.vertx(one);
        dns.set(List.of("127.0.0.82"));
        Vertx second = Node.vertx(two);
        assertThat(two.health().memberCount()).as("each has found itself alone").isEqualTo(1);
        dns.set(List.of("127.0.0.81", "127.0.0.82"));
        one.ready(publication -> PublishResult.TAKEN);
        two.ready(publication -> PublishResult.TAKEN);
        for (Cluster cluster : List.of(one, two)) {
            Until.holds(
                    "two nodes have joined and linked",
                    () -> cluster.health().memberCount() == 2
                            && cluster.health().linksUp() == 1);
        }
        get(one.leave());
        get(first.close());
        get(two.leave());
        get(second.close());
    }

    private static Cluster named(String host, int port, AtomicReference<List<String>> dns) {
        ClusterSettings settings = settings("named-" + port, host, new Ports(port, 0, 0), "nodes");
        return new Cluster(
                settings, name -> dns.get().stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new));
    }

    @Test
    void aUsedPortOfTheClusterIsReportedWithItsOptionAndNothingElse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ToldLines told = new ToldLines(Logger.getLogger(""))) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> Node.vertx(settings(port, addressOfNorth)))
                    .hasRootCauseInstanceOf(BindException.class)
                    .cause()
                    .hasMessage("cannot listen on 127.0.0.1 port " + port + " (--cluster-port): in use; stop what uses"
                            + " it, or choose another with --cluster-port");
            ClusterSettings bus =
                    settings("alone", "127.0.0.1", new Ports(FreePort.onLoopback(), port, 0), "127.0.0.1");
            assertThatThrownBy(() -> Node.vertx(bus)).cause().hasMessageContaining("(--cluster-bus-port): in use");
            ClusterSettings links =
                    settings("alone", "127.0.0.1", new Ports(FreePort.onLoopback(), 0, port), "127.0.0.1");
            assertThatThrownBy(() -> Node.vertx(links)).cause().hasMessageContaining("(--cluster-link-port): in use");
            ClusterSettings elsewhere =
                    settings("alone", "192.0.2.77", new Ports(FreePort.onLoopback(), 0, 0), "127.0.0.1");
            assertThatThrownBy(() -> Node.vertx(elsewhere))
                    .cause()
                    .hasMessageEndingWith("(--cluster-port): --cluster-host must be an address of this machine");
            assertThat(told.warnings()).isEmpty();
        }
    }

    private void publishAll(Node node) {
        for (int i = 0; i < COUNT; i++) {
            node.publish(Integer.toString(i));
        }
    }

    private static Stream<String> from(String node, List<Publication> heard) {
        return heard.stream()
                .filter(publication -> publication.topic().value().equals(node))
                .map(Listeners::text);
    }

    /** Publishes one more on each node, and checks that each listener receives these next. */
    private void expectNothingMore() throws InterruptedException {
        north.publish("end");
        south.publish("end");
        for (Listener listener : listeners()) {
            assertThat(listener.next(2)).extracting(Listeners::text).containsOnly("end");
        }
    }

    /** Waits until each node receives from both, since links open a moment after the start. */
    private void untilEachReceivesFromBoth() throws InterruptedException {
        for (Listener listener : listeners()) {
            Set<String> heardFrom = new HashSet<>();
            while (heardFrom.size() < 2) {
                north.publish("hello");
                south.publish("hello");
                heardFrom.add(listener.next().publication().topic().value());
            }
        }
        north.publish("begin");
        south.publish("begin");
        for (Listener listener : listeners()) {
            for (int begun = 0; begun < 2; ) {
                begun += text(listener.next().publication()).equals("begin") ? 1 : 0;
            }
        }
    }

    private List<Listener> listeners() {
        List<Listener> all = new ArrayList<>(north.listeners());
        all.addAll(south.listeners());
        return all;
    }

    static ClusterSettings settings(int port, String... members) {
        // A name that is unique among concurrent tests on this machine.
        String name = "carillon-test-" + ProcessHandle.current().pid();
        return settings(name, "127.0.0.1", new Ports(port, 0, 0), members);
    }

    private static ClusterSettings settings(String name, String host, Ports ports, String... members) {
        return new ClusterSettings(
                name, Optional.of(host), ports, List.of(members), Optional.empty(), Optional.empty());
    }
}
