package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Event streams on the wire, on each lane. */
class EventStreamTest {

    @Nested
    class OnTheFastLane extends OnALane {
        OnTheFastLane() {
            super(LaneChoice.FAST, 1);
        }
    }

    @Nested
    class OnTheFastLaneWithThreeLoops extends OnALane {
        OnTheFastLaneWithThreeLoops() {
            super(LaneChoice.FAST, 3);
        }
    }

    @Nested
    class OnTheChannelLane extends OnALane {
        OnTheChannelLane() {
            super(LaneChoice.CHANNEL, 1);
        }
    }

    @Nested
    class OnTheChannelLaneOverTls extends OnALane {
        OnTheChannelLaneOverTls() {
            super(LaneChoice.CHANNEL, 1);
        }

        @Override
        TestService serve() throws Exception {
            TestCertificates own = TestCertificates.in(folder, "own");
            return new TestService(
                    TestService.settings(LaneChoice.CHANNEL, 1, SocketSettings.defaults())
                            .with(own.settings()),
                    Optional.of(own.trusted()));
        }
    }

    @TempDir
    private static Path folder;

    @TestInstance(Lifecycle.PER_CLASS)
    abstract static class OnALane {
        private final LaneChoice lane;
        private final int loops;
        private TestService service;

        OnALane(LaneChoice lane, int loops) {
            this.lane = lane;
            this.loops = loops;
        }

        TestService serve() throws Exception {
            return new TestService(TestService.settings(lane, loops, SocketSettings.defaults()));
        }

        @BeforeAll
        void start() throws Exception {
            service = serve();
        }

        @AfterAll
        void stop() {
            service.close();
        }

        @Test
        void theHeadersForbidCachingAndCloseTheConnection() throws IOException {
            try (StreamClient stream = StreamClient.open(service, "/topics/head")) {
                assertThat(stream.head)
                        .startsWith("HTTP/1.1 200 OK\r\n")
                        .containsIgnoringCase("\r\nContent-Type: text/event-stream\r\n")
                        .containsIgnoringCase("\r\nCache-Control: no-store\r\n")
                        .containsIgnoringCase("\r\nConnection: close\r\n")
                        .containsIgnoringCase("\r\nX-Accel-Buffering: no\r\n")
                        .containsIgnoringCase("\r\nVary: Accept\r\n")
                        .containsPattern("(?i)\r\nDate: .* GMT\r\n")
                        .doesNotContainIgnoringCase("content-length")
                        .doesNotContainIgnoringCase("transfer-encoding");
            }
        }

        @Test
        void aStreamStartsWithARandomRetryTime() throws IOException {
            List<Integer> times = IntStream.range(0, 5)
                    .mapToObj(i -> retry("/topics/retry"))
                    .distinct()
                    .toList();
            assertThat(times)
                    .hasSizeGreaterThan(1)
                    .allSatisfy(time -> assertThat(time).isBetween(1000, 5000));
        }

        private int retry(String path) {
            try (StreamClient stream = StreamClient.open(service, path)) {
                assertThat(stream.retry).startsWith("retry: ");
                return Integer.parseInt(stream.retry.substring("retry: ".length()));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Test
        void aPublicationIsTheDataOfAnEvent() throws Exception {
            try (StreamClient stream = StreamClient.open(service, "/topics/data.one")) {
                publish("data.one", "text/plain", "grüße 🔔\r\nagain");
                publish("data.two", "text/plain", "elsewhere");
                publish("data.one", "application/json", "{\n \"a\": 1 }");
                publish("data.one", "image/png", "\1\2\3");
                publish("data.one", "text/plain", "");
                assertThat(stream.next()).isEqualTo("data: grüße 🔔\ndata: again");
                assertThat(stream.next()).isEqualTo("data: {\ndata:  \"a\": 1 }");
                assertThat(stream.next()).isEqualTo("data: AQID");
                assertThat(stream.next()).isEqualTo("data: ");
            }
        }

        @Test
        void thePathOfAStreamMayBeAPatternOrContainEscapes() throws Exception {
            try (StreamClient all = StreamClient.open(service, "/topics/esc.*?named=true");
                    StreamClient one = StreamClient.open(service, "/topics/esc.gr%C3%BC%C3%9Fe/")) {
                publish("esc.gr%C3%BC%C3%9Fe", "text/plain", "x");
                assertThat(all.next()).isEqualTo("event: esc.grüße\ndata: x");
                assertThat(one.next()).isEqualTo("data: x");
            }
        }

        @Test
        void aWebSocketAndAStreamReceiveTheSame() throws Exception {
            try (RawClient socket = service.open("/topics/both");
                    StreamClient stream = StreamClient.open(service, "/topics/both")) {
                socket.sendText("from a socket");
                assertThat(stream.next()).isEqualTo("data: from a socket");
                assertThat(socket.readFrame()).isEqualTo("text from a socket");
            }
        }

        @Test
        void aPublicationThatMatchesSeveralTopicsOfAStreamArrivesOnce() throws Exception {
            String path = "/events?topic=several.*&topic=several.a&topic=other&topic=several.*";
            try (StreamClient stream = StreamClient.open(service, path)) {
                publish("several.a", "text/plain", "1");
                assertThat(stream.next()).isEqualTo(message("several.a", "\"data\":\"1\""));
                publish("unrelated", "text/plain", "2");
                publish("other", "application/json", "[3]");
                assertThat(stream.next()).isEqualTo(message("other", "\"data\":[3]"));
                publish("several.a", "application/octet-stream", "\1\2\3");
                assertThat(stream.next()).isEqualTo(message("several.a", "\"dataBase64\":\"AQID\""));
            }
        }

        @Test
        void eventsWithOneTopicSendsMessagesToo() throws Exception {
            try (StreamClient stream = StreamClient.open(service, "/events?topic=lone")) {
                publish("lone", "text/plain", "x");
                assertThat(stream.next()).isEqualTo(message("lone", "\"data\":\"x\""));
            }
        }

        @Test
        void eventsCanBeNamedByTheirTopics() throws Exception {
            try (StreamClient stream = StreamClient.open(service, "/events?named=true&topic=named.a&topic=named.b")) {
                publish("named.b", "text/plain", "x");
                assertThat(stream.next()).isEqualTo("event: named.b\ndata: x");
            }
        }

        @Test
        void publicationsArriveInOrder() throws Exception {
            try (StreamClient stream = StreamClient.open(service, "/topics/order");
                    StreamClient several =
                            StreamClient.open(service, "/events?topic=order&topic=order.**&named=true")) {
                for (int i = 0; i < 200; i++) {
                    service.publish("order", "n" + i);
                }
                for (int i = 0; i < 200; i++) {
                    assertThat(stream.next()).isEqualTo("data: n" + i);
                    assertThat(several.next()).isEqualTo("event: order\ndata: n" + i);
                }
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "Accept: */*\r\n",
                    "Accept: text/html, */*;q=0.8\r\n",
                    "Accept: text/event-stream;q=0\r\n",
                    "Accept: text/event-stream;q=0.5, application/json\r\n",
                })
        void aRequestThatDoesNotAcceptAStreamReceivesTheTopicAsJson(String accept) throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(get("/topics/json", accept));
                assertThat(client.readAnswer())
                        .containsIgnoringCase("\r\nContent-Type: application/json\r\n")
                        .containsIgnoringCase("\r\nVary: Accept\r\n")
                        .endsWith("{\"topic\":\"json\",\"subscribers\":0}");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "Accept: */*\r\n", "Accept: application/json\r\n"})
        void eventsReturnsAStreamForEachAcceptHeader(String accept) throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(get("/events?topic=a", accept));
                assertThat(client.readHead()).containsIgnoringCase("\r\nContent-Type: text/event-stream\r\n");
            }
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "/events | expected one topic or several, such as /events?topic=news.today&topic=prices.*, but was"
                            + " none",
                    "/events?topics=a | expected one topic or several, such as"
                            + " /events?topic=news.today&topic=prices.*, but was none",
                    "/events?topic= | pattern must be 1 to 255 bytes of dot-separated segments without > # / ? , or"
                            + " spaces, where a segment may be * and the last may be **, was '': segment 1 is empty",
                    "/events?topic=a&topic=%ff | expected topic as percent-encoded UTF-8, but was '%ff': it is not"
                            + " UTF-8",
                    "/topics/a..b | pattern must be 1 to 255 bytes of dot-separated segments without > # / ? , or"
                            + " spaces, where a segment may be * and the last may be **, was 'a..b': segment 2 is"
                            + " empty",
                    "/topics/a?named=yes%0a | expected named=true or named=false, but was yes%0A",
                    "/topics/a?named=true&named=true | expected named once in the query, but was 2 times",
                    "/topics/a?since=42 | since: expected the id of a message, such as 'k3x9f2ab:42', but was '42'",
                    "/topics/a?since= | since: expected the id of a message, such as 'k3x9f2ab:42', but was ''",
                    "/topics/a?lastEventId=%0a | lastEventId: expected the id of a message, such as 'k3x9f2ab:42', but"
                            + " was '?'",
                    "/topics/a?since=e:1&last=1 | expected since or last, but were both",
                    "/events?topic=a&last=10001 | expected last from 1 to 10000, but was 10001",
                })
        void anInvalidRequestReceivesAReasonInOneLine(String path, String expected) throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(StreamClient.request("GET", path, ""));
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 400 ").endsWith("\r\n\r\n" + expected + "\n");
            }
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "Last-Event-ID: nope | nope",
                    "Last-Event-ID: k3x9f2ab:042 | k3x9f2ab:042",
                    "Last-Event-ID: e:1, e:2 | e:1, e:2",
                })
        void anInvalidLastEventIdIsRefused(String line, String shown) throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(StreamClient.request("GET", "/topics/a", line + "\r\n"));
                assertThat(client.readAnswer())
                        .startsWith("HTTP/1.1 400 ")
                        .endsWith(
                                "\r\n\r\nLast-Event-ID: expected the id of a message, such as 'k3x9f2ab:42', but was '"
                                        + shown + "'\n");
            }
        }

        @Test
        void twoLastEventIdsReceive400AndAVeryLongOne431() throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(StreamClient.request("GET", "/topics/a", "Last-Event-ID: e:1\r\nLast-Event-ID: e:2\r\n"));
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 400 ").endsWith("but was 'e:1, e:2'\n");
            }
            try (RawClient client = service.client(0)) {
                client.send(StreamClient.request("GET", "/topics/a", "Last-Event-ID: " + "x".repeat(10_000) + "\r\n"));
                assertThat(client.readHead()).startsWith("HTTP/1.1 431 ");
            }
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "/topics/resume?since=e:1 | ''",
                    "/topics/resume?last=5 | ''",
                    "/topics/resume | Last-Event-ID: e:1",
                    // A browser reconnects with the id that it received last, which is used.
                    "/topics/resume?last=5 | Last-Event-ID: e:1",
                    "/topics/resume?since=bad | Last-Event-ID: e:1",
                    "/topics/resume?last=5&lastEventId=e:1 | ''",
                    // Nothing has been received yet.
                    "/topics/resume?lastEventId= | Last-Event-ID:",
                })
        void aStreamAcceptsAStartPositionInItsQueryOrHeader(String path, String line) throws Exception {
            try (StreamClient one = StreamClient.open(service, path, line.isEmpty() ? "" : line + "\r\n");
                    StreamClient several = StreamClient.open(
                            service,
                            path.replace("/topics/resume", "/events").replace("/events?", "/events?topic=b&")
                                    + (path.contains("?") ? "&" : "?") + "topic=resume&named=true",
                            line.isEmpty() ? "" : line + "\r\n")) {
                publish("resume", "text/plain", "live");
                assertThat(one.next()).isEqualTo("data: live");
                assertThat(several.next()).isEqualTo("event: resume\ndata: live");
            }
        }

        @Test
        void aStreamHasAtMostAsManyTopicsAsASession() throws Exception {
            String most = topics(128);
            try (StreamClient stream = StreamClient.open(service, "/events?" + most);
                    RawClient tooMany = service.client(0)) {
                publish("t127", "text/plain", "x");
                assertThat(stream.next()).isEqualTo(message("t127", "\"data\":\"x\""));
                tooMany.send(get("/events?" + topics(129), ""));
                assertThat(tooMany.readAnswer())
                        .startsWith("HTTP/1.1 400 ")
                        .endsWith("\r\n\r\nexpected at most 128 topics, but were 129\n");
            }
        }

        @Test
        void headReturnsOnlyTheHeadersAndKeepsTheConnection() throws IOException {
            try (RawClient client = service.client(0)) {
                for (String path : List.of("/topics/a", "/events?topic=a")) {
                    client.send(StreamClient.request("HEAD", path, ""));
                    assertThat(client.readHead())
                            .startsWith("HTTP/1.1 200 OK\r\n")
                            .containsIgnoringCase("\r\nContent-Type: text/event-stream\r\n")
                            .containsIgnoringCase("\r\nCache-Control: no-store\r\n")
                            .doesNotContainIgnoringCase("content-length");
                }
                client.send(StreamClient.request("HEAD", "/events", ""));
                assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
                client.send(get("/topics/a", ""));
                assertThat(client.readAnswer()).endsWith("\"subscribers\":0}");
            }
        }

        @Test
        void eventsDoesNotAllowPost() throws IOException {
            try (RawClient client = service.client(0)) {
                client.send("OPTIONS /events HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(ISO_8859_1));
                assertThat(client.readHead())
                        .startsWith("HTTP/1.1 204 ")
                        .containsIgnoringCase("\r\nAllow: GET, HEAD, OPTIONS\r\n");
                client.send(
                        "POST /events?topic=a HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
                assertThat(client.readAnswer())
                        .startsWith("HTTP/1.1 405 ")
                        .endsWith("expected one of GET, HEAD, OPTIONS, but was POST\n");
            }
        }

        @Test
        void aClientOfHttp10ReceivesTheSameStream() throws Exception {
            try (RawClient client = service.client(0)) {
                client.send("GET /events?topic=old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n".getBytes(ISO_8859_1));
                assertThat(client.readHead())
                        .startsWith("HTTP/1.1 200 OK\r\n")
                        .containsIgnoringCase("\r\nConnection: close\r\n")
                        .doesNotContainIgnoringCase("keep-alive");
                assertThat(client.readEvent()).startsWith("retry: ");
                publish("old", "text/plain", "x");
                assertThat(client.readEvent()).isEqualTo(message("old", "\"data\":\"x\""));
            }
        }

        @Test
        void requestsAfterTheRequestForAStreamAreNotAnswered() throws Exception {
            try (RawClient client = service.client(0)) {
                String listing = "GET /topics/nobody HTTP/1.1\r\nHost: h\r\n\r\n";
                String stream = new String(StreamClient.request("GET", "/topics/pipe", ""), ISO_8859_1);
                client.send((listing + stream + listing + "no request at all\r\n\r\n").getBytes(ISO_8859_1));
                assertThat(client.readAnswer()).endsWith("{\"topic\":\"nobody\",\"subscribers\":0}");
                assertThat(client.readHead()).containsIgnoringCase("\r\nContent-Type: text/event-stream\r\n");
                assertThat(client.readEvent()).startsWith("retry: ");
                client.send(listing.repeat(100).getBytes(ISO_8859_1));
                publish("pipe", "text/plain", "x");
                assertThat(client.readEvent()).isEqualTo("data: x");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"Content-Length: 3\r\n\r\nabc", "Content-Length: 100000\r\n\r\nabc"})
        void theBodyOfARequestIsIgnored(String body) throws Exception {
            try (RawClient client = service.client(0)) {
                client.send(("GET /events?topic=body HTTP/1.1\r\nHost: h\r\n" + body).getBytes(ISO_8859_1));
                assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
                assertThat(client.readEvent()).startsWith("retry: ");
                publish("body", "text/plain", "x");
                assertThat(client.readEvent()).isEqualTo(message("body", "\"data\":\"x\""));
            }
        }

        @Test
        void aStreamEndsWhenTheClientClosesItsSide() throws Exception {
            double before = service.metric("carillon_closed_total{cause=\"peer\"}");
            try (StreamClient one = StreamClient.open(service, "/topics/fin");
                    StreamClient several = StreamClient.open(service, "/events?topic=fin&topic=fin.*")) {
                for (StreamClient stream : List.of(one, several)) {
                    stream.client.socket.shutdownOutput();
                    assertThat(stream.client.readEvent()).isEqualTo("end");
                }
            }
            while (service.metric("carillon_closed_total{cause=\"peer\"}") < before + 2) {
                Thread.onSpinWait();
            }
            assertThat(service.get("/topics/fin").body()).isEqualTo("{\"topic\":\"fin\",\"subscribers\":0}");
        }

        @Test
        void aClientThatClosesItsSideAfterTheRequestReceivesTheHead() throws IOException {
            if (service.isEncrypted()) {
                return;
            }
            try (RawClient client = service.client(0)) {
                client.send(StreamClient.request("GET", "/topics/nc", ""));
                client.socket.shutdownOutput();
                assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
                assertThat(client.readEvent()).startsWith("retry: ");
                assertThat(client.readEvent()).isEqualTo("end");
            }
        }

        @Test
        void aStreamIsCountedAsASubscriberAndAConnection() throws Exception {
            double accepted = service.metric("carillon_handshakes_accepted_total");
            try (StreamClient one = StreamClient.open(service, "/topics/count");
                    StreamClient several = StreamClient.open(service, "/events?topic=count&topic=count.*")) {
                assertThat(service.get("/topics/count").body()).isEqualTo("{\"topic\":\"count\",\"subscribers\":2}");
                assertThat(service.metric("carillon_event_streams")).isGreaterThanOrEqualTo(2);
                assertThat(service.metric("carillon_handshakes_accepted_total")).isEqualTo(accepted + 2);
                assertThat(List.of(one.retry, several.retry)).doesNotContain("end");
            }
        }

        private void publish(String topic, String type, String body) throws Exception {
            assertThat(service.publish(topic, type, body.getBytes(UTF_8)).statusCode())
                    .isEqualTo(202);
        }
    }

    private static String message(String topic, String data) {
        return "data: {\"type\":\"message\",\"topic\":\"" + topic + "\"," + data + "}";
    }

    private static String topics(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "topic=t" + i)
                .reduce((a, b) -> a + "&" + b)
                .orElseThrow();
    }

    private static byte[] get(String path, String fields) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n").getBytes(ISO_8859_1);
    }
}
