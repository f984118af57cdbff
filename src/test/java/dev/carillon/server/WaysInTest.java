package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each head gets the same answer on each way in: read by the fast lane, by Vert.x after it, or by Vert.x only. */
@SuppressWarnings("StringConcatToTextBlock") // lines of a head end in CRLF
@TestInstance(Lifecycle.PER_CLASS)
class WaysInTest {
    private static final String HOST = "Host: localhost\r\n";
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";
    private static final String CONNECTION = "Connection: Upgrade\r\n";
    private static final String UPGRADE = "Upgrade: websocket\r\n";
    /** The first piece of a head in two pieces: at most as long as the shortest head. */
    private static final int BEGINNING = 6;

    private static final String LISTING = "GET /topics HTTP/1.1\r\n" + HOST + "\r\n";

    /** The ways in, and whether a head comes in two pieces. */
    private enum Way {
        FAST,
        FAST_IN_TWO,
        CHANNEL,
        CHANNEL_IN_TWO,
        TLS;

        boolean inTwo() {
            return this == FAST_IN_TWO || this == CHANNEL_IN_TWO;
        }
    }

    @TempDir
    private static Path folder;

    private final Map<Way, TestService> services = new EnumMap<>(Way.class);
    private final Map<Way, RawClient> bystanders = new EnumMap<>(Way.class);
    private LoggedErrors logged;

    @BeforeAll
    void start() throws Exception {
        TestService fast = TestService.on(LaneChoice.FAST);
        TestService channel = TestService.on(LaneChoice.CHANNEL);
        TestCertificates own = TestCertificates.in(folder, "own");
        TestService tls = new TestService(
                TestService.settings(LaneChoice.CHANNEL, 1, SocketSettings.defaults())
                        .with(own.settings()),
                Optional.of(own.trusted()));
        services.putAll(Map.of(Way.FAST, fast, Way.FAST_IN_TWO, fast, Way.TLS, tls));
        services.putAll(Map.of(Way.CHANNEL, channel, Way.CHANNEL_IN_TWO, channel));
        for (Way way : Way.values()) {
            bystanders.put(way, service(way).client(0));
        }
        logged = new LoggedErrors();
    }

    @AfterAll
    void stop() throws IOException {
        for (RawClient bystander : bystanders.values()) {
            bystander.close();
        }
        services.values().stream().distinct().forEach(TestService::close);
        logged.close();
    }

    static Stream<Arguments> handshakes() {
        return Stream.of(
                // The header Upgrade
                handshake(101, UPGRADE),
                handshake(101, "Upgrade: WEBSOCKET\r\n"),
                handshake(101, "Upgrade: h2c, websocket\r\n"),
                handshake(101, "Upgrade: websocket,h2c\r\n"),
                handshake(101, "Upgrade:\r\nUpgrade: h2c\r\nUPGRADE: ,websocket,\r\n"),
                handshake(426, "Upgrade: websocket/13\r\n"),
                handshake(426, "Upgrade: h2c, websocket/13\r\n"),
                handshake(200, "Upgrade: h2c\r\n"),
                handshake(200, "Upgrade: websockets\r\n"),
                handshake(200, "Upgrade: \"websocket\"\r\n"),
                handshake(200, ""),
                // The header Connection
                head(101, "/topics/a", HOST + UPGRADE + KEY + VERSION + "Connection: keep-alive, upgrade\r\n"),
                head(101, "/topics/a", HOST + UPGRADE + KEY + VERSION + "Connection: close\r\n" + CONNECTION),
                head(400, "/topics/a", HOST + UPGRADE + KEY + VERSION + "Connection: close\r\n"),
                head(400, "/topics/a", HOST + UPGRADE + KEY + VERSION),
                // Key and version
                head(426, "/topics/a", HOST + UPGRADE + CONNECTION + KEY),
                head(426, "/topics/a", HOST + UPGRADE + CONNECTION + KEY + VERSION + VERSION),
                head(426, "/topics/a", HOST + UPGRADE + CONNECTION + KEY + "Sec-WebSocket-Version: 13, 8\r\n"),
                head(400, "/topics/a", HOST + UPGRADE + CONNECTION + VERSION),
                head(400, "/topics/a", HOST + UPGRADE + CONNECTION + VERSION + KEY + KEY),
                handshake(400, UPGRADE + "Sec-WebSocket-Extensions: ;\r\n"),
                // Bodies and expectations
                handshake(101, UPGRADE + "Content-Length: 0\r\n"),
                handshake(400, UPGRADE + "Content-Length: 5\r\n"),
                handshake(400, UPGRADE + "Content-Length: x\r\n"),
                handshake(400, UPGRADE + "Content-Length: 0\r\nContent-Length: 1\r\n"),
                handshake(400, UPGRADE + "Transfer-Encoding: chunked\r\n"),
                handshake(400, UPGRADE + "Transfer-Encoding: gzip\r\n"),
                handshake(101, UPGRADE + "Expect: 100-Continue\r\n"),
                handshake(417, UPGRADE + "Expect: foo\r\n"),
                handshake(417, UPGRADE + "Expect: 100-continue\r\nExpect: foo\r\n"),
                // The form of fields
                handshake(101, UPGRADE + "X-Any: \u00e9\t\u00ff\r\nX-Empty:\r\n"),
                handshake(400, UPGRADE + "X : y\r\n"),
                handshake(400, UPGRADE + ": y\r\n"),
                handshake(400, UPGRADE + "X: \u0000\r\n"),
                handshake(400, UPGRADE + "no colon\r\n"),
                handshake(400, UPGRADE + "X: y\r\n z\r\n"),
                handshake(400, UPGRADE + "X: y\r\n\tz: z\r\n"),
                handshake(400, UPGRADE + "X:\r\n y\r\n"),
                head(400, "/topics/a", " " + HOST + UPGRADE + CONNECTION + KEY + VERSION),
                handshake(431, UPGRADE + "X: " + "x".repeat(8200) + "\r\n"));
    }

    static Stream<Arguments> hosts() {
        return Stream.of(
                host(101, "Host: example.com\r\n"),
                host(101, "hOST:\t[2001:db8::1]:8080 \r\n"),
                host(400, ""),
                host(400, "Host:\r\n"),
                host(400, HOST + HOST),
                host(400, "Host: a, b\r\n"),
                host(400, "Host: a b\r\n"),
                host(400, "Host: a/b\r\n"),
                host(400, "Host: user@a\r\n"),
                host(400, "Host: a:b\r\n"),
                host(400, "Host: a:65536\r\n"),
                host(400, "Host: caf\u00e9\r\n"));
    }

    static Stream<Arguments> targets() {
        String handshake = HOST + UPGRADE + CONNECTION + KEY + VERSION;
        return Stream.of(
                head(101, "/ws", handshake),
                head(101, "/echo", handshake),
                head(404, "/nope", handshake),
                head(404, "/topics/a/b", handshake),
                head(200, "/topics", handshake),
                head(200, "/topics/", handshake),
                head(200, "/", handshake),
                head(101, "/topics/a?", handshake),
                head(101, "/topics/a?x=/1&y=%zz?", handshake),
                head(101, "/ws?x=1", handshake),
                // Where a subscription begins
                head(101, "/topics/a?since=k3x9f2ab:42", handshake),
                head(101, "/topics/a?x=%zz&%73ince=k3x9f2ab%3A42", handshake),
                head(101, "http://localhost/topics/*?last=10000", handshake),
                head(101, "/ws?since=x", handshake),
                head(101, "/echo?last=x", handshake),
                head(200, "/topics/a?since=x", HOST),
                head(400, "/topics/a?since", handshake),
                head(400, "/topics/a?since=", handshake),
                head(400, "/topics/a?since=42", handshake),
                head(400, "/topics/a?since=k3x9f2ab:9007199254740992", handshake),
                head(400, "/topics/a?since=k3x9f2ab:1%0D%0A", handshake),
                head(400, "/topics/a?since=%zz", handshake),
                head(400, "/topics/a?since=%FF", handshake),
                head(400, "/topics/a?since=a:1&since=a:1", handshake),
                head(400, "/topics/a?since=a:1&last=1", handshake),
                head(400, "/topics/a?last=", handshake),
                head(400, "/topics/a?last=0", handshake),
                head(400, "/topics/a?last=+1", handshake),
                head(400, "/topics/a?last=10001", handshake),
                head(400, "/topics/a?last=1&%6Cast=1", handshake),
                head(400, "http://localhost/topics/*?last=x", handshake),
                head(101, "/topics/*", handshake),
                head(101, "/topics/a.**", handshake),
                head(101, "/topics/%2A", handshake),
                head(101, "/topics/a+b", handshake),
                head(101, "/topics/a%2eb", handshake),
                head(101, "/%74opics/a", handshake),
                head(101, "/topics/caf%C3%A9", handshake),
                head(101, "/topics/caf\u00c3\u00a9", handshake),
                head(400, "/topics/caf\u00e9", handshake),
                head(400, "/topics/%FF", handshake),
                head(400, "/topics/%C0%AE", handshake),
                head(400, "/topics/%ED%A0%80", handshake),
                head(400, "/topics/%zz", handshake),
                head(400, "/topics/%", handshake),
                head(400, "/topics/%2", handshake),
                head(400, "/nope/%zz", handshake),
                head(400, "/topics/a%2Fb", handshake),
                head(400, "/topics/a%20b", handshake),
                head(400, "/topics/%00", handshake),
                head(400, "/topics/a..b", handshake),
                head(101, "/topics/" + "a".repeat(255), handshake),
                head(400, "/topics/" + "a".repeat(256), handshake),
                head(414, "/topics/a?" + "a".repeat(4200), handshake),
                head(101, "/topics/../echo", handshake),
                head(101, "/topics/%2e%2e/echo", handshake),
                head(101, "//topics//a", handshake),
                head(101, "/topics/a/", handshake),
                head(101, "http://localhost/topics/a", handshake),
                head(101, "HTTP://localhost:80/topics/a?x", handshake),
                head(200, "http://localhost", handshake),
                head(400, "http:///topics/a", handshake),
                head(400, "http://user@localhost/topics/a", handshake),
                head(400, "ftp://localhost/topics/a", handshake),
                head(400, "topics/a", handshake),
                head(400, "*", handshake));
    }

    static Stream<Arguments> origins() {
        return Stream.of(
                origin(101, "http://localhost"),
                origin(101, "https://localhost:5173"),
                origin(101, "http://127.0.0.1:3000"),
                origin(403, "http://evil.example"),
                origin(403, "http://localhost.evil.example"),
                origin(403, "null"),
                origin(403, ""),
                origin(403, "http://localhost\r\nOrigin: http://localhost"),
                // The host in the target is used, not that of the header.
                head(403, "http://other.example/ws", handshakeOf("http://localhost")),
                head(101, "http://other.example/ws", handshakeOf("http://other.example")));
    }

    static Stream<Arguments> otherMethods() {
        String upgrade = HOST + UPGRADE + CONNECTION + KEY + VERSION;
        return Stream.of(
                Arguments.of(202, "POST /topics/a HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\n\r\nx"),
                Arguments.of(202, "POST /topics/a HTTP/1.1\r\n" + upgrade + "Content-Length: 1\r\n\r\nx"),
                Arguments.of(400, "POST /topics/a HTTP/1.1\r\n" + HOST + HOST + "Content-Length: 1\r\n\r\nx"),
                Arguments.of(400, "POST /topics/a HTTP/1.1\r\nContent-Length: 1\r\n\r\nx"),
                Arguments.of(
                        400, "POST /topics/a HTTP/1.1\r\n" + HOST + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of(400, "POST /topics/%FE HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\n\r\nx"),
                Arguments.of(
                        403,
                        "POST /topics/a HTTP/1.1\r\n" + HOST + "Origin: http://evil.example\r\n"
                                + "Content-Length: 1\r\n\r\nx"),
                Arguments.of(403, "GET /topics HTTP/1.1\r\n" + HOST + "Origin: null\r\n\r\n"),
                Arguments.of(403, "HEAD / HTTP/1.1\r\n" + HOST + "Origin: null\r\n\r\n"),
                Arguments.of(403, "OPTIONS / HTTP/1.1\r\n" + HOST + "Origin: null\r\n\r\n"),
                Arguments.of(200, "GET /topics HTTP/1.0\r\n\r\n"),
                Arguments.of(400, "GET /topics HTTP/1.0\r\n" + HOST + HOST + "\r\n"),
                Arguments.of(400, "GET /ws HTTP/1.0\r\n" + upgrade + "\r\n"),
                Arguments.of(426, "HEAD /ws HTTP/1.1\r\n" + upgrade + "\r\n"),
                Arguments.of(405, "PUT /ws HTTP/1.1\r\n" + upgrade + "\r\n"),
                Arguments.of(405, "TRACE /topics/a HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of(501, "get /topics/a HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of(501, "CONNECT localhost:80 HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of(204, "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of(505, "GET /ws HTTP/2.0\r\n" + upgrade + "\r\n"),
                Arguments.of(505, "GET /ws HTTP/1.2\r\n" + upgrade + "\r\n"),
                Arguments.of(505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                Arguments.of(400, "GET /\r\n\r\n"),
                Arguments.of(400, "GET / HTTP/1.1\n" + "Host: localhost\n\n"),
                Arguments.of(400, "\u0016\u0003\u0001\u0002\u0000\u0001\n\n"));
    }

    @ParameterizedTest
    @MethodSource({"handshakes", "hosts", "targets", "origins", "otherMethods"})
    void eachWayInGivesTheSameStatusWithADateAndLogsNothing(int status, String request) throws IOException {
        for (Way way : Way.values()) {
            try (RawClient client = service(way).client(0)) {
                send(client, way, request.getBytes(ISO_8859_1));
                assertThat(client.readHead())
                        .as(way.name())
                        .startsWith((request.contains(" HTTP/1.0\r\n") ? "HTTP/1.0 " : "HTTP/1.1 ") + status + " ")
                        .containsPattern("\r\n[Dd]ate: [A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} [0-9:]{8} GMT\r\n");
            }
        }
        assertThat(logged.messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: close\r\n",
                "Connection: any, Close\r\n",
                "Connection: any\r\nConnection: ,close\r\n"
            })
    void connectionCloseEndsTheConnectionAfterTheAnswer(String connection) throws IOException {
        List<String> requests = List.of(
                "GET /topics HTTP/1.1\r\n" + HOST + connection + "\r\n",
                "POST /topics/a HTTP/1.1\r\n" + HOST + connection + "Content-Length: 1\r\n\r\nx",
                "POST /topics/a HTTP/1.1\r\n" + HOST + connection + "Content-Length: 5000\r\n\r\n" + "x".repeat(5000));
        for (Way way : Way.values()) {
            for (String request : requests) {
                try (RawClient client = service(way).client(0)) {
                    send(client, way, request.getBytes(ISO_8859_1));
                    assertThat(client.readAnswer())
                            .startsWith("HTTP/1.1 20")
                            .containsIgnoringCase("\r\nConnection: close\r\n");
                    assertThat(client.readFrame()).isEqualTo("end");
                }
            }
        }
    }

    @Test
    void allEncodingsOfAPathNameTheSameTopic() throws Exception {
        for (Way way : Way.values()) {
            for (String form : List.of("caf%C3%A9", "caf%c3%a9", "c%61f\u00c3\u00a9", "caf\u00c3\u00a9")) {
                try (RawClient subscriber = service(way).client(0);
                        RawClient publisher = service(way).client(0)) {
                    send(subscriber, way, RawClient.handshake("/topics/" + form + "?query", ""));
                    assertThat(subscriber.readHead()).startsWith("HTTP/1.1 101 ");
                    for (String other : List.of("caf%C3%A9", "caf\u00c3\u00a9")) {
                        String post = "POST /topics/" + other + " HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\n\r\nhi";
                        send(publisher, way, post.getBytes(ISO_8859_1));
                        assertThat(publisher.readAnswer()).endsWith("{\"topic\":\"caf\u00e9\"}");
                        assertThat(subscriber.readFrame()).isEqualTo("text hi");
                    }
                }
            }
        }
    }

    @Test
    void eachWayInReportsAnInvalidStartPositionInOneLine() throws IOException {
        for (Way way : Way.values()) {
            for (var mistake : Map.of(
                            "since=42", "since: expected the id of a message, such as 'k3x9f2ab:42', but was '42'\n",
                            "last=0", "expected last from 1 to 10000, but was 0\n",
                            "since=a:1&last=1", "expected since or last, but were both\n",
                            "last=1&last=1", "expected last once in the query, but was 2 times\n")
                    .entrySet()) {
                try (RawClient client = service(way).client(0)) {
                    send(client, way, RawClient.handshake("/topics/a?" + mistake.getKey(), ""));
                    assertThat(client.readAnswer())
                            .startsWith("HTTP/1.1 400 ")
                            .endsWith("\r\n\r\n" + mistake.getValue());
                }
            }
        }
    }

    private TestService service(Way way) {
        return Objects.requireNonNull(services.get(way));
    }

    private void send(RawClient client, Way way, byte[] request) throws IOException {
        if (!way.inTwo()) {
            client.send(request);
            return;
        }
        client.send(Arrays.copyOf(request, BEGINNING));
        // When another client has its answer, the loop has read the beginning.
        RawClient bystander = Objects.requireNonNull(bystanders.get(way));
        bystander.send(LISTING.getBytes(UTF_8));
        assertThat(bystander.readAnswer()).startsWith("HTTP/1.1 200 ");
        client.send(Arrays.copyOfRange(request, BEGINNING, request.length));
    }

    /** For a topic. */
    private static Arguments handshake(int status, String fields) {
        return head(status, "/topics/a", HOST + CONNECTION + KEY + VERSION + fields);
    }

    private static Arguments host(int status, String host) {
        return head(status, "/topics/a", host + UPGRADE + CONNECTION + KEY + VERSION);
    }

    private static Arguments origin(int status, String origin) {
        return head(status, "/topics/a", handshakeOf(origin));
    }

    private static String handshakeOf(String origin) {
        return HOST + UPGRADE + CONNECTION + KEY + VERSION + "Origin: " + origin + "\r\n";
    }

    private static Arguments head(int status, String target, String fields) {
        return Arguments.of(status, "GET " + target + " HTTP/1.1\r\n" + fields + "\r\n");
    }
}
