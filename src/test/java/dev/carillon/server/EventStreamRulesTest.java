package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.AddressLimits;
import dev.carillon.config.AdmissionSettings;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.Origins;
import dev.carillon.config.PingChoice;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.StopSettings;
import dev.carillon.config.TopicSettings;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.topic.TopicPattern;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rules for event streams that are the same for WebSockets: places, pages, silence, slow readers, the end of the
 * service.
 */
@ParameterizedClass
@EnumSource(
        value = LaneChoice.class,
        names = {"FAST", "CHANNEL"})
class EventStreamRulesTest {
    private static final Pattern MISSED =
            Pattern.compile("event: missed\ndata: \\{\"type\":\"missed\",\"count\":(\\d+)}");

    private static final String LISTED = "Origin: https://app.example.com\r\n";

    private final LaneChoice lane;

    EventStreamRulesTest(LaneChoice lane) {
        this.lane = lane;
    }

    @Test
    void streamsAndWebSocketsShareTheConnectionLimit() throws Exception {
        try (TestService service = serve(admission(3))) {
            RawClient socket = service.open("/topics/t");
            StreamClient one = StreamClient.open(service, "/topics/t");
            StreamClient several = StreamClient.open(service, "/events?topic=a&topic=b");
            while (service.metric("carillon_connections") < 3) {
                Thread.onSpinWait();
            }
            assertThat(service.metric("carillon_event_streams")).isEqualTo(2);
            for (String path : List.of("/topics/t", "/events?topic=t")) {
                assertThat(answer(service.client(0), "GET", path, ""))
                        .startsWith("HTTP/1.1 503 ")
                        .containsPattern("(?i)\r\nretry-after: \\d{1,2}\r\n")
                        .contains("expected fewer than 3 WebSockets and event streams, but there are 3: try again in ");
            }
            assertThat(service.metric("carillon_handshakes_turned_away_total{reason=\"connections\"}"))
                    .isEqualTo(2);
            assertThat(service.metric("carillon_handshakes_refused_total{status=\"503\"}"))
                    .isEqualTo(2);

            several.close();
            while (service.metric("carillon_event_streams") > 1) {
                Thread.onSpinWait();
            }
            RawClient another = service.open("/topics/t");
            service.publish("t", "for all");
            assertThat(one.next()).isEqualTo("data: for all");
            assertThat(socket.readFrame()).isEqualTo("text for all");
            assertThat(another.readFrame()).isEqualTo("text for all");
            one.close();
            socket.close();
            another.close();
        }
    }

    @Test
    void streamsAndWebSocketsShareTheLimitOfAnAddress() throws Exception {
        AdmissionSettings two = admission(100).with(new AddressLimits(OptionalInt.of(2), Optional.empty()));
        try (TestService service = serve(two);
                RawClient socket = service.open("/echo")) {
            StreamClient stream = StreamClient.open(service, "/topics/t");
            assertThat(answer(service.client(0), "GET", "/topics/t", ""))
                    .startsWith("HTTP/1.1 429 ")
                    .containsPattern("(?i)\r\nretry-after: \\d{1,2}\r\n")
                    .contains("expected fewer than 2 WebSockets and event streams from 127.0.0.1, but there are 2");
            assertThat(answer(service.client(0), "HEAD", "/topics/t", "Connection: close\r\n"))
                    .startsWith("HTTP/1.1 200 ");
            service.publish("t", "x");
            assertThat(stream.next()).isEqualTo("data: x");
            stream.close();
            while (service.metric("carillon_event_streams") > 0) {
                Thread.onSpinWait();
            }
            StreamClient.open(service, "/events?topic=a&topic=b").close();
            assertThat(socket.socket.isConnected()).isTrue();
        }
    }

    @Test
    void onlyAPageOfAListedOriginCanReadAStream() throws Exception {
        try (TestService service = serve(admission(100).with(Origins.of(List.of("https://app.example.com"))))) {
            for (String path : List.of("/topics/t", "/events?topic=a")) {
                try (StreamClient stream = StreamClient.open(service, path, LISTED)) {
                    assertThat(stream.head)
                            .containsIgnoringCase("\r\nAccess-Control-Allow-Origin: https://app.example.com\r\n")
                            .containsIgnoringCase("\r\nVary: Origin\r\n");
                }
                assertThat(answer(service.client(0), "GET", path, "Origin: https://evil.example\r\n"))
                        .startsWith("HTTP/1.1 403 ");
            }
            assertThat(answer(service.client(0), "GET", "/events", LISTED))
                    .startsWith("HTTP/1.1 400 ")
                    .containsIgnoringCase("\r\nAccess-Control-Allow-Origin: https://app.example.com\r\n");
        }
    }

    @Test
    void aStreamWithoutEventsReceivesComments() throws Exception {
        SocketSettings sockets = TestService.sockets(Duration.ofSeconds(2), PingChoice.OFF, 1000);
        try (TestService service = new TestService(TestService.settings(lane, 1, sockets));
                StreamClient one = StreamClient.open(service, "/topics/t");
                StreamClient several = StreamClient.open(service, "/events?topic=a&topic=b")) {
            for (int i = 0; i < 2; i++) {
                assertThat(one.client.readEvent()).isEqualTo(":");
                assertThat(several.client.readEvent()).isEqualTo(":");
            }
            service.publish("t", "and goes on");
            assertThat(one.next()).isEqualTo("data: and goes on");
        }
    }

    @Test
    void dropOldestReportsEachGapToAReaderThatStopped() throws Exception {
        try (TestService service = new TestService(settings()
                        .with(List.of(new TopicSettings(new TopicPattern("ticks"), SlowReaderPolicy.DROP_OLDEST))));
                StreamClient stopped = StreamClient.open(service.client(4096), "/events?topic=ticks&topic=end", "")) {
            int published = 0;
            while (service.metric("carillon_dropped_total{policy=\"drop-oldest\"}") < 20) {
                published++;
                service.publish("ticks", published + " ".repeat(20_000));
            }
            service.publish("end", "0");
            int last = 0;
            int missed = 0;
            for (String event = stopped.next(); !event.contains("\"end\""); event = stopped.next()) {
                Matcher gap = MISSED.matcher(event);
                if (gap.matches()) {
                    missed += Integer.parseInt(gap.group(1));
                    last += Integer.parseInt(gap.group(1));
                } else {
                    last++;
                    assertThat(number(event)).isEqualTo(last);
                }
            }
            assertThat(last).isEqualTo(published);
            assertThat(missed).isEqualTo((int) service.metric("carillon_dropped_total{policy=\"drop-oldest\"}"));
        }
    }

    @Test
    void disconnectClosesAReaderThatStopped() throws Exception {
        try (TestService service = new TestService(settings());
                StreamClient stopped = StreamClient.open(service.client(4096), "/topics/all", "");
                StreamClient reader = StreamClient.open(service, "/topics/all")) {
            while (service.metric("carillon_closed_total{cause=\"slow\"}") == 0) {
                service.publish("all", "x".repeat(20_000));
                assertThat(reader.next()).hasSize(20_006);
            }
            assertThat(service.metric("carillon_event_streams")).isEqualTo(1);
            assertThat(stopped.client.socket.isConnected()).isTrue();
        }
    }

    @Test
    void aStoppingServiceSendsAllPublicationsAndThenARetryTime() throws Exception {
        TestService service = new TestService(settings().with(new StopSettings(Duration.ZERO, Duration.ofMillis(300))));
        List<StreamClient> streams = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            streams.add(StreamClient.open(service, i % 2 == 0 ? "/topics/t" : "/events?topic=t&topic=u&named=true"));
        }
        for (int i = 0; i < 20; i++) {
            service.publish("t", "last words " + i);
        }
        long begun = System.nanoTime();
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(service::close);
        for (StreamClient stream : streams) {
            for (int i = 0; i < 20; i++) {
                assertThat(stream.next()).endsWith("data: last words " + i);
            }
            assertThat(stream.next()).matches("retry: 1[0-2]\\d{2}");
            assertThat(stream.next()).isEqualTo("end");
            stream.close();
        }
        stopping.join();
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as("nobody is waited for that has gone")
                .isBetween(Duration.ofMillis(250), Duration.ofSeconds(4));
    }

    @Test
    void aStreamClosedByAShutdownIsCountedAsShutdown() throws Exception {
        TestService service = new TestService(settings());
        StreamClient one = StreamClient.open(service, "/topics/t");
        StreamClient several = StreamClient.open(service, "/events?topic=a&topic=b");
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(service::close);
        for (StreamClient stream : List.of(one, several)) {
            assertThat(stream.next()).startsWith("retry: ");
            assertThat(stream.next()).isEqualTo("end");
        }
        one.close();
        // The other stream stays: the service waits a second for it.
        while (service.metric("carillon_closed_total{cause=\"shutdown\"}") < 1) {
            Thread.onSpinWait();
        }
        stopping.join();
        several.close();
    }

    private ServiceSettings settings() {
        return TestService.settings(lane, 1, SocketSettings.defaults());
    }

    private TestService serve(AdmissionSettings admission) {
        return new TestService(settings().with(admission));
    }

    private static AdmissionSettings admission(int maxConnections) {
        return new AdmissionSettings(OptionalInt.of(maxConnections), 100, Optional.empty(), Duration.ofMinutes(1));
    }

    private static int number(String event) {
        return Integer.parseInt(event.replaceAll(".*\"data\":\"([0-9]+) *\".*", "$1"));
    }

    private static String answer(RawClient client, String method, String path, String fields) throws IOException {
        try (client) {
            client.send(StreamClient.request(method, path, fields));
            return method.equals("HEAD") ? client.readHead() : client.readAnswer();
        }
    }
}
