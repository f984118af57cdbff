package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.AdmissionSettings;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.Rate;
import dev.carillon.config.SocketSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections and requests for which there is no place or no time. */
class LimitsTest {
    private static final byte[] TOPICS = "GET /topics HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(ISO_8859_1);

    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void aWebSocketAboveTheLimitReceives503WithRetryAfter(LaneChoice lane) throws Exception {
        try (TestService service = service(lane, limits(3, Optional.empty()))) {
            List<RawClient> inside = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                inside.add(RawClient.open(service.port(), "/topics/t"));
            }
            assertThat(answerTo(service, RawClient.handshake("/topics/t", "")))
                    .startsWith("HTTP/1.1 503 ")
                    .containsPattern("(?i)\r\nretry-after: \\d{1,2}\r\n")
                    .contains("expected fewer than 3 WebSockets and event streams, but there are 3: try again in ");
            assertThat(service.metric("carillon_handshakes_refused_total{status=\"503\"}"))
                    .isEqualTo(1);

            assertThat(service.publish("t", "for all").statusCode())
                    .as("plain requests have a place of their own")
                    .isEqualTo(202);
            for (RawClient client : inside) {
                assertThat(client.readFrame()).isEqualTo("text for all");
            }

            inside.getFirst().send(RawClient.FRAMES.close(1000, ""));
            assertThat(inside.getFirst().readFrame()).startsWith("close 1000");
            assertThat(inside.getFirst().readFrame()).isEqualTo("end");
            RawClient.open(service.port(), "/topics/t").close();
            for (RawClient client : inside) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void aHandshakeAboveTheRateReceives503(LaneChoice lane) throws Exception {
        try (TestService service = service(lane, limits(1000, Optional.of(new Rate(0.01))))) {
            RawClient.open(service.port(), "/topics/t").close();
            assertThat(answerTo(service, RawClient.handshake("/topics/t", "")))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("expected handshakes at a lower rate");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void aSilentClientIsClosedAfterTheHandshakeTimeout(LaneChoice lane) throws Exception {
        try (TestService service = service(lane, timeout(Duration.ofSeconds(1)));
                RawClient silent = new RawClient(service.port())) {
            assertThat(silent.readFrame()).isEqualTo("end");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void aClientThatSendsHalfAHeadReceives408AfterTheHandshakeTimeout(LaneChoice lane) throws Exception {
        try (TestService service = service(lane, timeout(Duration.ofSeconds(1)));
                RawClient slow = new RawClient(service.port())) {
            slow.send("GET /topics/t HTTP/1.1\r\nHost: local".getBytes(ISO_8859_1));
            assertThat(slow.readAnswer())
                    .startsWith("HTTP/1.1 408 ")
                    .contains("connection: close\r\n")
                    .endsWith("expected a complete head within --handshake-timeout, but it was incomplete\n");
            assertThat(slow.readFrame()).isEqualTo("end");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void aClientThatSendsPartOfABodyReceives408AfterTheHandshakeTimeout(LaneChoice lane) throws Exception {
        try (TestService service = service(lane, timeout(Duration.ofSeconds(1)));
                RawClient slow = new RawClient(service.port())) {
            slow.send("POST /topics/t HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nabc".getBytes(ISO_8859_1));
            assertThat(slow.readAnswer())
                    .startsWith("HTTP/1.1 408 ")
                    .contains("connection: close\r\n")
                    .endsWith("expected a body at 1 kB/s or more, without a pause of 1 s, but it was slower\n");
            assertThat(slow.readFrame()).isEqualTo("end");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void theOldestSilentConnectionIsClosedForANewOne(LaneChoice lane) throws Exception {
        AdmissionSettings fewHandshakes =
                new AdmissionSettings(OptionalInt.empty(), 3, Optional.empty(), Duration.ofMinutes(1));
        try (TestService service = service(lane, fewHandshakes);
                RawClient first = new RawClient(service.port());
                RawClient second = new RawClient(service.port());
                RawClient third = new RawClient(service.port())) {
            try (RawClient fourth = RawClient.open(service.port(), "/echo")) {
                assertThat(first.readFrame()).isEqualTo("end");
                fourth.sendText("I am let in");
                assertThat(fourth.readFrame()).isEqualTo("text I am let in");
            }
            for (RawClient stillThere : List.of(second, third)) {
                stillThere.send(RawClient.handshake("/echo", ""));
                assertThat(stillThere.readHead()).startsWith("HTTP/1.1 101 ");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void theConnectionThatIsIdleLongestIsClosedForANewOne(LaneChoice lane) throws Exception {
        try (TestService service = service(lane, fewHttpConnections());
                Crowd visitors = Crowd.of(3, service.port())) {
            for (RawClient visitor : visitors.clients) {
                assertThat(askedForTopics(visitor)).startsWith("HTTP/1.1 200 ");
            }
            RawClient first = visitors.clients.getFirst();
            assertThat(askedForTopics(first)).startsWith("HTTP/1.1 200 ");
            assertThat(answerTo(service, TOPICS)).startsWith("HTTP/1.1 200 ");
            assertThat(visitors.clients.get(1).readFrame()).isEqualTo("end");
            for (RawClient stillThere : List.of(first, visitors.clients.get(2))) {
                assertThat(askedForTopics(stillThere)).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void theOldestIncompleteRequestReceives503ForANewRequest(LaneChoice lane) throws Exception {
        try (TestService service = service(lane, fewHttpConnections());
                Crowd dripping = Crowd.of(3, service.port())) {
            for (RawClient client : dripping.clients) {
                client.send("POST /topics/t HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"
                        .getBytes(ISO_8859_1));
                assertThat(client.readHead()).as("it has been heard").startsWith("HTTP/1.1 100 ");
            }
            assertThat(answerTo(service, TOPICS)).startsWith("HTTP/1.1 200 ");
            RawClient first = dripping.clients.getFirst();
            assertThat(first.readAnswer())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("retry-after: 1\r\n")
                    .endsWith("expected fewer than 3 requests at a time, but was one more: try again in a second\n");
            assertThat(first.readFrame()).isEqualTo("end");
            dripping.clients.getLast().send(new byte[100]);
            assertThat(dripping.clients.getLast().readHead()).startsWith("HTTP/1.1 202 ");
        }
    }

    private static AdmissionSettings fewHttpConnections() {
        return new AdmissionSettings(OptionalInt.empty(), 3, Optional.empty(), Duration.ofMinutes(1));
    }

    private static String askedForTopics(RawClient client) throws IOException {
        client.send(TOPICS);
        return client.readAnswer();
    }

    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void silentConnectionsDoNotCountAsWebSockets(LaneChoice lane) throws Exception {
        try (TestService service = service(lane, limits(2, Optional.empty()));
                Crowd silent = Crowd.of(5, service.port());
                RawClient first = RawClient.open(service.port(), "/echo");
                RawClient second = RawClient.open(service.port(), "/echo")) {
            assertThat(answerTo(service, RawClient.handshake("/echo", "")))
                    .contains("expected fewer than 2 WebSockets and event streams, but there are 2: try again in ");
            for (RawClient inside : List.of(first, second)) {
                inside.sendText("I am inside");
                assertThat(inside.readFrame()).isEqualTo("text I am inside");
            }
            for (RawClient client : silent.clients) {
                client.send(RawClient.handshake("/echo", ""));
                assertThat(client.readHead()).as("it is still heard").startsWith("HTTP/1.1 503 ");
            }
        }
    }

    /** 128 more than there may be WebSockets in a lane; of the silent ones the first are closed. */
    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void manySilentConnectionsDoNotBlockAHandshake(LaneChoice lane) throws Exception {
        AdmissionSettings one = new AdmissionSettings(OptionalInt.of(1), 1000, Optional.empty(), Duration.ofMinutes(1));
        try (TestService service = service(lane, one);
                Crowd silent = Crowd.of(129, service.port());
                RawClient client = RawClient.open(service.port(), "/echo")) {
            client.sendText("I am let in");
            assertThat(client.readFrame()).isEqualTo("text I am let in");
            if (lane == LaneChoice.FAST) {
                assertThat(silent.clients.getFirst().readFrame()).isEqualTo("end");
            }
            RawClient last = silent.clients.getLast();
            last.send(RawClient.handshake("/echo", ""));
            assertThat(last.readHead()).as("it is still heard").startsWith("HTTP/1.1 503 ");
        }
    }

    /** Refused clients that stay are as silent as the others. */
    @ParameterizedTest
    @EnumSource(names = {"FAST", "CHANNEL"})
    void refusedConnectionsThatStayOpenDoNotBlockAHandshake(LaneChoice lane) throws Exception {
        try (TestService service = service(lane, limits(1, Optional.empty()));
                RawClient inside = RawClient.open(service.port(), "/echo");
                Crowd refused = Crowd.of(0, service.port())) {
            for (int i = 0; i < 140; i++) {
                RawClient client = new RawClient(service.port());
                refused.clients.add(client);
                client.send(RawClient.handshake("/echo", ""));
                assertThat(client.readHead()).startsWith("HTTP/1.1 503 ");
            }
            inside.send(RawClient.FRAMES.close(1000, ""));
            assertThat(inside.readFrame()).startsWith("close 1000");
            assertThat(inside.readFrame()).isEqualTo("end");
            RawClient.open(service.port(), "/echo").close();
        }
    }

    /** Clients that connect and send nothing. */
    private record Crowd(List<RawClient> clients) implements AutoCloseable {
        static Crowd of(int count, int port) throws IOException {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                clients.add(new RawClient(port));
            }
            return new Crowd(clients);
        }

        @Override
        public void close() throws IOException {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    private static TestService service(LaneChoice lane, AdmissionSettings admission) {
        return new TestService(
                TestService.settings(lane, 1, SocketSettings.defaults()).with(admission));
    }

    private static AdmissionSettings limits(int maxConnections, Optional<Rate> rate) {
        return new AdmissionSettings(OptionalInt.of(maxConnections), 100, rate, Duration.ofMinutes(1));
    }

    private static AdmissionSettings timeout(Duration timeout) {
        return new AdmissionSettings(OptionalInt.empty(), 100, Optional.empty(), timeout);
    }

    private static String answerTo(TestService service, byte[] request) throws IOException {
        try (RawClient client = new RawClient(service.port())) {
            client.send(request);
            return client.readAnswer();
        }
    }
}
