package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.Listening;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.StopSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node for operators: starting, answering, stopping. */
class ServiceTest {

    @Test
    void theManagementPortIsSeparateFromTheClientPort() throws Exception {
        try (TestService service = TestService.on(LaneChoice.AUTO)) {
            assertThat(service.manage("/livez").statusCode()).isEqualTo(200);
            assertThat(service.manage("/readyz").statusCode()).isEqualTo(200);
            assertThat(service.manage("/readyz").body()).isEqualTo("ready\n");
            assertThat(service.get("/metrics").statusCode()).isEqualTo(404);
            assertThat(service.manage("/topics").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void connectionsPublicationsAndDeliveriesAreCounted() throws Exception {
        try (TestService service = TestService.on(LaneChoice.AUTO);
                RawClient one = RawClient.open(service.port(), "/topics/t");
                RawClient other = RawClient.open(service.port(), "/topics/t")) {
            service.publish("t", "12345");
            one.readFrame();
            other.readFrame();
            other.send(RawClient.FRAMES.close(1000, ""));
            other.readFrame();
            assertThat(other.readFrame()).isEqualTo("end");
            // The peer receives the end of its connection before it is counted.
            for (int look = 0; look < 500 && service.metric("carillon_connections") > 1; look++) {}
            assertThat(service.metric("carillon_connections")).isEqualTo(1);
            assertThat(service.metric("carillon_handshakes_accepted_total")).isEqualTo(2);
            assertThat(service.metric("carillon_publications_total")).isEqualTo(1);
            assertThat(service.metric("carillon_deliveries_total")).isEqualTo(2);
            assertThat(service.metric("carillon_deliveries_bytes_total")).isEqualTo(14);
            assertThat(service.metric("carillon_closed_total{cause=\"peer\"}")).isEqualTo(1);
            assertThat(service.metric("carillon_publish_to_last_write_seconds_count"))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(value = LaneChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aStoppingServiceClosesEachConnectionWithAReconnectTime(LaneChoice lane) throws Exception {
        Duration drain = Duration.ofMillis(400);
        TestService service = new TestService(
                TestService.settings(lane, 2, SocketSettings.defaults()).with(new StopSettings(Duration.ZERO, drain)));
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(RawClient.open(service.port(), "/topics/t"));
        }
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(service::close);
        for (RawClient client : clients) {
            assertThat(client.readFrame())
                    .matches("close 1012 the service is restarting: reconnect after [12]?\\d{1,2} ms");
            client.send(RawClient.FRAMES.close(1012, ""));
            assertThat(client.readFrame()).isEqualTo("end");
            client.close();
        }
        stopping.join();
    }

    @ParameterizedTest
    @EnumSource(value = LaneChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void publicationsAcceptedBeforeAStopArriveBeforeTheCloseFrame(LaneChoice lane) throws Exception {
        TestService service = TestService.on(lane);
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            clients.add(RawClient.open(service.port(), "/topics/t"));
        }
        for (int i = 0; i < 20; i++) {
            service.publish("t", "last words " + i);
        }
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(service::close);
        for (RawClient client : clients) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.readFrame()).isEqualTo("text last words " + i);
            }
            assertThat(client.readFrame()).startsWith("close 1012");
            client.close();
        }
        stopping.join();
    }

    /**
     * A reader that does not read delays the end of the service by five seconds: it may still read up to its close
     * frame.
     */
    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void aClientThatIsStillSendingReceives503WhenTheServiceStops(LaneChoice lane) throws Exception {
        TestService service = TestService.on(lane);
        CompletableFuture<Void> stopping;
        try (RawClient client = new RawClient(service.port())) {
            client.send("POST /topics/t HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"
                    .getBytes(UTF_8));
            assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
            stopping = CompletableFuture.runAsync(service::close);
            assertThat(client.readAnswer())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("expected a node that accepts requests, but this one is stopping: try again in a second");
            assertThat(client.readFrame()).isEqualTo("end");
        }
        stopping.join();
    }

    @Test
    void aStoppingServiceDoesNotWaitForASilentClient() throws Exception {
        TestService service = TestService.on(LaneChoice.FAST);
        CompletableFuture<Void> stopping;
        try (RawClient slow = service.client(4096);
                RawClient silent = new RawClient(service.port())) {
            slow.send(RawClient.handshake("/topics/t", ""));
            slow.readHead();
            // Small enough that the publications between two reports do not reach the bound at which the reader is
            // disconnected.
            while (service.metric("carillon_outbox_bytes") == 0) {
                service.publish("t", "x".repeat(20_000));
            }
            stopping = CompletableFuture.runAsync(service::close);
            assertThat(silent.readFrame()).isEqualTo("end");
            assertThat(service.metric("carillon_outbox_bytes"))
                    .as("the others are still waited for")
                    .isPositive();
        }
        stopping.join();
    }

    @ParameterizedTest
    @EnumSource(value = LaneChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aSessionReceivesByeWithAReconnectTime(LaneChoice lane) throws Exception {
        TestService service = TestService.on(lane);
        try (RawClient client = RawClient.open(service.port(), "/ws")) {
            assertThat(client.readFrame()).contains("\"welcome\"");
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(service::close);
            assertThat(client.readFrame())
                    .matches("text .*\"type\":\"bye\",\"reason\":\"the service is restarting\","
                            + "\"reconnectAfterMs\":[12]?\\d{1,2}}");
            assertThat(client.readFrame()).startsWith("close 1012");
            client.send(RawClient.FRAMES.close(1012, ""));
            stopping.join();
        }
    }

    @ParameterizedTest
    @EnumSource(value = LaneChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aServiceInItsGracePeriodWorksButIsNotReady(LaneChoice lane) throws Exception {
        TestService service = new TestService(TestService.settings(lane, 1, SocketSettings.defaults())
                .with(new StopSettings(Duration.ofSeconds(1), Duration.ofMillis(100))));
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(service::close);
        while (service.manage("/readyz").statusCode() != 503) {
            Thread.onSpinWait();
        }
        try (RawClient late = RawClient.open(service.port(), "/topics/t")) {
            service.publish("t", "still here");
            assertThat(late.readFrame()).isEqualTo("text still here");
            assertThat(late.readFrame()).startsWith("close 1012");
        }
        stopping.join();
    }

    @Test
    void aServiceThatDrainsIsNotReady() throws Exception {
        TestService service = new TestService(TestService.settings(LaneChoice.AUTO, 1, SocketSettings.defaults()));
        try (RawClient client = RawClient.open(service.port(), "/topics/t")) {
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(service::close);
            // Not answered: the service waits a second for it.
            assertThat(client.readFrame()).startsWith("close 1012");
            assertThat(service.manage("/readyz").statusCode()).isEqualTo(503);
            assertThat(service.manage("/readyz").body())
                    .isEqualTo("draining: the service stops, 1 WebSockets and event streams are still open\n");
            assertThat(service.manage("/livez").statusCode()).isEqualTo(200);
            stopping.join();
            assertThat(client.readFrame()).isIn("end", "reset");
        }
    }

    @ParameterizedTest
    @EnumSource(value = LaneChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void anErrorForAPortInUseNamesItsOption(LaneChoice lane) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            ServiceSettings settings = ServiceSettings.defaults().with(lane);
            assertThatThrownBy(() -> new TestService(settings.with(new Listening("127.0.0.1", port, 0))))
                    .hasMessageContaining("cannot listen on 127.0.0.1 port " + port + " (--port): in use");
            assertThatThrownBy(() -> new TestService(settings.with(new Listening("127.0.0.1", 0, port))))
                    .hasMessageContaining("cannot listen on 127.0.0.1 port " + port + " (--management-port): in use");
        }
    }

    @Test
    void theMetricsShowTheVersionAndTheLimitsOfTheProcess() throws Exception {
        try (TestService service = TestService.on(LaneChoice.AUTO)) {
            assertThat(service.manage("/metrics").body())
                    .containsPattern("carillon_build_info\\{java=\"\\d+[^\"]*\",version=\"[^\"]+\"} 1\n");
            assertThat(service.metric("carillon_connections_limit")).isEqualTo(service.service.maxConnections());
            assertThat(service.metric("process_open_fds")).isBetween(10.0, service.metric("process_max_fds"));
            assertThat(service.metric("process_resident_memory_bytes")).isGreaterThan(20e6);
            assertThat(service.metric("process_cpu_seconds_total")).isPositive();
        }
    }

    @Test
    void currentTopicsAndSubscriptionsAreCounted() throws Exception {
        try (TestService service = TestService.on(LaneChoice.AUTO);
                RawClient one = RawClient.open(service.port(), "/topics/t")) {
            RawClient.open(service.port(), "/topics/t").close();
            try (RawClient other = RawClient.open(service.port(), "/topics/*")) {
                until(service, "carillon_subscriptions", 2);
                assertThat(service.metric("carillon_topics")).isEqualTo(2);
                other.send(RawClient.FRAMES.close(1000, ""));
            }
            until(service, "carillon_subscriptions", 1);
            assertThat(service.metric("carillon_topics")).isEqualTo(1);
            assertThat(one.socket.isClosed()).isFalse();
        }
    }

    private static void until(TestService service, String metric, double value) throws Exception {
        while (service.metric(metric) != value) {
            Thread.onSpinWait();
        }
    }

    @Test
    void refusedPostsAreCountedByStatus() throws Exception {
        try (TestService service = TestService.on(LaneChoice.AUTO)) {
            service.publish("t", "in order");
            service.publish("t..", "no topic");
            service.publish("t", "application/json", new byte[] {'{'});
            service.publish("t", "x".repeat((1 << 20) + 1));
            assertThat(service.metric("carillon_posts_refused_total{status=\"400\"}"))
                    .isEqualTo(2);
            assertThat(service.metric("carillon_posts_refused_total{status=\"413\"}"))
                    .isEqualTo(1);
            assertThat(service.metric("carillon_publications_total")).isEqualTo(1);
        }
    }

    @Test
    void aRefusedPostWithAHostInItsTargetIsCounted() throws Exception {
        try (TestService service = TestService.on(LaneChoice.AUTO);
                RawClient publisher = new RawClient(service.port())) {
            publisher.send("POST http://localhost/topics/t.. HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(UTF_8));
            assertThat(publisher.readHead()).startsWith("HTTP/1.1 400 ");
            assertThat(service.metric("carillon_posts_refused_total{status=\"400\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aPublicationIsCountedOnceOverAllLoops() throws Exception {
        try (TestService service =
                new TestService(TestService.settings(LaneChoice.AUTO, 3, SocketSettings.defaults()))) {
            service.publish("t", "one");
            try (RawClient publisher = RawClient.open(service.port(), "/topics/t")) {
                publisher.sendText("two");
                assertThat(publisher.readFrame()).isEqualTo("text two");
            }
            assertThat(service.metric("carillon_publications_total")).isEqualTo(2);
            assertThat(service.metric("carillon_loop_publications_total{loop=\"2\"}"))
                    .isEqualTo(2);
        }
    }

    @Test
    void severalLoopsShareOneFreePort() throws Exception {
        try (TestService service =
                new TestService(TestService.settings(LaneChoice.AUTO, 3, SocketSettings.defaults()))) {
            for (int i = 0; i < 6; i++) {
                RawClient.open(service.port(), "/topics/t").close();
            }
            assertThat(service.metric("carillon_handshakes_accepted_total")).isEqualTo(6);
        }
    }
}
