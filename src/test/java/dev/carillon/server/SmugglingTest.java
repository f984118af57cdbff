package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.config.AccessSettings;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import dev.carillon.topic.TopicPattern;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Credentials count only for the request that contains them in a valid place, on each way in. A client that subscribes
 * to all topics receives what was published.
 */
@SuppressWarnings("StringConcatToTextBlock") // lines of a head end in CRLF
@TestInstance(Lifecycle.PER_CLASS)
class SmugglingTest {
    private static final String HOST = "Host: localhost\r\n";
    private static final String WRITER = "carillon_writer-00000000000000000000000000000000000000";
    private static final String READER = "carillon_reader-00000000000000000000000000000000000000";
    private static final String BEARER = "Authorization: Bearer " + WRITER + "\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

    /** A publication by a client without credentials. */
    private static final String HIDDEN = "POST /topics/secret HTTP/1.1\r\n" + HOST + "Content-Length: 6\r\n\r\nhidden";

    private static final String LAST = "GET /topics HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

    /** The ways in. */
    private enum Way {
        FAST,
        CHANNEL,
        TLS
    }

    @TempDir
    private static Path folder;

    private final Map<Way, TestService> services = new EnumMap<>(Way.class);
    private final Map<Way, RawClient> witnesses = new EnumMap<>(Way.class);

    @BeforeAll
    void start() throws Exception {
        TestCertificates own = TestCertificates.in(folder, "own");
        for (Way way : Way.values()) {
            var settings = TestService.settings(
                            way == Way.FAST ? LaneChoice.FAST : LaneChoice.CHANNEL, 1, SocketSettings.defaults())
                    .with(AccessSettings.defaults()
                            .with(
                                    List.of(key("writer", WRITER, "**"), key("reader", READER, "chat.*")),
                                    Permissions.NONE));
            TestService service = way == Way.TLS
                    ? new TestService(settings.with(own.settings()), Optional.of(own.trusted()))
                    : new TestService(settings);
            services.put(way, service);
            witnesses.put(way, RawClient.open(service.client(0), "/topics/**", BEARER));
        }
    }

    @AfterAll
    void stop() throws IOException {
        for (RawClient witness : witnesses.values()) {
            witness.close();
        }
        services.values().forEach(TestService::close);
    }

    static Stream<Arguments> requestsWithAnotherBehind() {
        String chunks = "%x\r\n%s\r\n0\r\n\r\n".formatted(HIDDEN.length(), HIDDEN);
        return Stream.of(
                // The next request has other credentials or none.
                behind("202 401", "Content-Length: 1\r\n\r\nx" + HIDDEN),
                behind("202 401", CHUNKED + "\r\n1\r\nx\r\n0\r\n\r\n" + HIDDEN),
                behind("202 401", "TRANSFER-encoding: CHUNKED\r\n\r\n1\r\nx\r\n0\r\n\r\n" + HIDDEN),
                Arguments.of("200 401", "GET /topics HTTP/1.1\r\n" + HOST + BEARER + "\r\n" + HIDDEN),
                Arguments.of("426 401", upgrade("Sec-WebSocket-Version: 12\r\n") + HIDDEN),
                Arguments.of("200 401", "GET /topics HTTP/1.1\r\n" + HOST + BEARER + "Upgrade: h2c\r\n\r\n" + HIDDEN),
                // A body stays a body, read or not.
                Arguments.of("200", "GET /topics HTTP/1.1\r\n" + HOST + BEARER + length() + "\r\n" + HIDDEN),
                Arguments.of("401", "POST /topics/chat.a HTTP/1.1\r\n" + HOST + length() + "\r\n" + HIDDEN),
                Arguments.of("404", "POST /nothing HTTP/1.1\r\n" + HOST + BEARER + length() + "\r\n" + HIDDEN),
                // Its end is given twice
                behind("400", CHUNKED + "Content-Length: 4\r\n\r\n" + chunks),
                behind("400", "Content-Length: 4\r\n" + CHUNKED + "\r\n" + chunks),
                behind("400", "Content-Length: " + (5 + HIDDEN.length()) + "\r\n" + CHUNKED + "\r\n0\r\n\r\n" + HIDDEN),
                behind("400", "Content-Length: 1\r\nContent-Length: 99\r\n\r\nx" + HIDDEN),
                behind("400", "Content-Length: 1\r\ncontent-length: 1\r\n\r\nx" + HIDDEN),
                behind("400", "Content-Length: 1, 1\r\n\r\nx" + HIDDEN),
                // or in a way that other programs read differently
                behind("400", "Content-Length: +1\r\n\r\nx" + HIDDEN),
                behind("400", "Content-Length: 0x1\r\n\r\nx" + HIDDEN),
                behind("400", "Content-Length: 1\r\n 0\r\n\r\nx" + HIDDEN),
                behind("400", "Content-Length : 1\r\n\r\nx" + HIDDEN),
                behind("400", "Content-Length: 1\n\r\nx" + HIDDEN),
                behind("400", "Content-Length: 1\u0000\r\n\r\nx" + HIDDEN),
                behind("400", "Content-Length:\u000b1\r\n\r\nx" + HIDDEN),
                behind("400", "Content-Length: 18446744073709551617\r\n\r\nx" + HIDDEN),
                behind("400", "Transfer-Encoding: chunked, chunked\r\n\r\n" + chunks),
                behind("400", "Transfer-Encoding: xchunked\r\n\r\n" + chunks),
                behind("400", "Transfer-Encoding: \"chunked\"\r\n\r\n" + chunks),
                behind("400", "Transfer-Encoding: chunked;x\r\n\r\n" + chunks),
                behind("400", "Transfer-Encoding : chunked\r\n\r\n" + chunks),
                behind("400", "Transfer-Encoding:\u000bchunked\r\n\r\n" + chunks),
                behind("400", "Transfer-Encoding:\r\n chunked\r\n\r\n" + chunks),
                behind("400", "X: y\r\n Transfer-Encoding: chunked\r\n\r\n" + chunks),
                behind("400", "Transfer-Encoding\r\n : chunked\r\n\r\n" + chunks),
                behind("400", CHUNKED + "Transfer-Encoding: identity\r\n\r\n" + chunks),
                behind("400", CHUNKED + "Transfer-encoding: cow\r\n\r\n" + chunks),
                behind("501", "Transfer-Encoding: identity, chunked\r\n\r\n" + chunks));
    }

    /** Headers of a request that is permitted or not. */
    static Stream<Arguments> headers() {
        return Stream.of(
                // A header
                Arguments.of("202", BEARER),
                Arguments.of("202", BEARER + BEARER),
                Arguments.of("202", "aUTHORIZATION:bEARER  " + WRITER + " \t\r\n"),
                Arguments.of("400", "Authorization: Bearer " + READER + "\r\n" + BEARER),
                Arguments.of("400", BEARER + "authorization: bearer " + READER + "\r\n"),
                Arguments.of("401", "Authorization: Bearer " + READER + ", Bearer " + WRITER + "\r\n"),
                Arguments.of("401", "Authorization: Basic x, Bearer " + WRITER + "\r\n"),
                Arguments.of("401", "Authorization: Bearer \u00a0" + WRITER + "\r\n"),
                Arguments.of("401", "Authorization: Bearer\u0085" + WRITER + "\r\n"),
                Arguments.of("401", "Authorization_: Bearer " + WRITER + "\r\n"),
                Arguments.of("401", "Proxy-Authorization: Bearer " + WRITER + "\r\n"),
                Arguments.of("401", "Bearer-" + WRITER + ": x\r\n"),
                // Parts of another header
                Arguments.of("400", "Authorization: Bearer\r\n " + WRITER + "\r\n"),
                Arguments.of("400", "X: y\r\n " + BEARER),
                Arguments.of("400", "X: y\r\n\t" + BEARER),
                Arguments.of("400", "X: y\n" + BEARER),
                Arguments.of("400", "X: y\r" + BEARER),
                Arguments.of("400", "X\n" + BEARER),
                Arguments.of("400", "X: y\u0000\r\n" + BEARER),
                Arguments.of("400", "Authorization : Bearer " + WRITER + "\r\n"),
                Arguments.of("400", " " + BEARER),
                Arguments.of("400", "\u0000" + BEARER),
                Arguments.of("400", "Author\u0000ization: Bearer " + WRITER + "\r\n"),
                Arguments.of("400", "Authorization: Bearer " + WRITER + "\u0000\r\n"),
                Arguments.of("400", "Authorization:\u000bBearer " + WRITER + "\r\n"),
                Arguments.of("400", "Authorization Bearer " + WRITER + "\r\n"),
                // A subprotocol
                Arguments.of("202", "Sec-WebSocket-Protocol: a, bearer." + WRITER + "\r\n"),
                Arguments.of("401", "Sec-WebSocket-Protocol: bearer.%0D%0A" + WRITER + "\r\n"),
                Arguments.of("401", "Sec-WebSocket-Protocol: BEARER." + WRITER + "\r\n"),
                Arguments.of("400", "Sec-WebSocket-Protocol: bearer." + READER + ", bearer." + WRITER + "\r\n"),
                Arguments.of("400", "Sec-WebSocket-Protocol: a,\r\n bearer." + WRITER + "\r\n"),
                Arguments.of("400", "Sec-WebSocket-Protocol: bearer." + READER + "\r\n" + BEARER));
    }

    static Stream<Arguments> otherPlacesForCredentials() {
        return Stream.of(
                // Parts of the message after the head
                Arguments.of("401", secret("") + CHUNKED + "\r\n1\r\nx\r\n0\r\n" + BEARER + "\r\n"),
                Arguments.of(
                        "403",
                        secret("") + "Authorization: Bearer " + READER + "\r\n" + CHUNKED + "Trailer: Authorization\r\n"
                                + "\r\n1\r\nx\r\n0\r\n" + BEARER + "\r\n"),
                Arguments.of(
                        "401",
                        secret("") + CHUNKED + "\r\n1;Authorization=\"Bearer " + WRITER + "\"\r\nx\r\n0\r\n\r\n"),
                Arguments.of("401", secret("") + CHUNKED + "\r\n1;a\n" + BEARER + "x\r\n0\r\n\r\n"),
                // The query
                query("202", WRITER),
                query("202", "%63" + WRITER.substring(1)),
                query("202", WRITER + "&%74oken=" + WRITER),
                query("400", WRITER + "&token=" + READER),
                query("401", "%2563" + WRITER.substring(1)),
                query("401", WRITER + "%0D%0A"),
                query("401", WRITER + "%00"),
                query("401", "%20" + WRITER),
                query("401", WRITER + "%"),
                query("401", WRITER + "?token=" + READER),
                query("401", "%0D%0AAuthorization:%20Bearer%20" + WRITER));
    }

    @ParameterizedTest
    @MethodSource({"requestsWithAnotherBehind", "otherPlacesForCredentials"})
    void eachWayInGivesTheSameAnswersAndPublishesNoHiddenRequest(String statuses, String requests) throws IOException {
        for (Way way : Way.values()) {
            try (RawClient client = service(way).client(0)) {
                client.send((requests + LAST).getBytes(ISO_8859_1));
                String answers = client.readRest();
                assertThat(answers).as(way.name()).doesNotContain(WRITER, READER);
                List<String> told = new ArrayList<>(STATUS.matcher(answers)
                        .results()
                        .map(match -> match.group(1))
                        .toList());
                // Requests without credentials at the end are answered while the connection stays open.
                if (told.size() > statuses.split(" ").length) {
                    assertThat(told.removeLast()).as(way.name()).isEqualTo("401");
                }
                assertThat(String.join(" ", told)).as(way.name()).isEqualTo(statuses);
            }
            assertThat(published(way)).as(way.name()).isEqualTo(statuses.startsWith("202") ? "text x" : "text over");
        }
    }

    @ParameterizedTest
    @MethodSource("headers")
    void aPublicationIsPermittedOnlyByItsOwnHeaders(String status, String headers) throws IOException {
        eachWayInGivesTheSameAnswersAndPublishesNoHiddenRequest(
                status, secret("") + headers + "Content-Length: 1\r\n\r\nx");
    }

    /** The fast lane reads it without Vert.x. */
    @ParameterizedTest
    @MethodSource("headers")
    void aHandshakeIsPermittedOnlyByItsOwnHeaders(String status, String headers) throws IOException {
        for (Way way : Way.values()) {
            try (RawClient client = service(way).client(0)) {
                client.send(RawClient.handshake("/topics/secret", headers));
                assertThat(client.readHead())
                        .as(way.name())
                        .startsWith("HTTP/1.1 " + (status.equals("202") ? "101" : status) + " ")
                        .doesNotContain(WRITER, READER);
            }
        }
    }

    /** The first publication since the last call. */
    private String published(Way way) throws IOException {
        try (RawClient publisher = service(way).client(0)) {
            publisher.send(("POST /topics/over HTTP/1.1\r\n" + HOST + BEARER + "Content-Length: 4\r\n\r\nover")
                    .getBytes(ISO_8859_1));
            assertThat(publisher.readAnswer()).startsWith("HTTP/1.1 202 ");
        }
        RawClient witness = Objects.requireNonNull(witnesses.get(way));
        String first = witness.readFrame();
        if (!first.equals("text over")) {
            assertThat(witness.readFrame()).isEqualTo("text over");
        }
        return first;
    }

    private TestService service(Way way) {
        return Objects.requireNonNull(services.get(way));
    }

    private static ApiKey key(String name, String secret, String topics) {
        List<TopicPattern> patterns = List.of(new TopicPattern(topics));
        return new ApiKey(name, ApiKey.Hash.of(secret), new Permissions(patterns, patterns));
    }

    /** A request that may publish, and the bytes after its credentials. */
    private static Arguments behind(String statuses, String rest) {
        return Arguments.of(statuses, "POST /topics/chat.a HTTP/1.1\r\n" + HOST + BEARER + rest);
    }

    private static Arguments query(String status, String token) {
        return Arguments.of(status, secret("?token=" + token) + "Content-Length: 1\r\n\r\nx");
    }

    private static String secret(String query) {
        return "POST /topics/secret" + query + " HTTP/1.1\r\n" + HOST;
    }

    private static String length() {
        return "Content-Length: " + HIDDEN.length() + "\r\n";
    }

    private static String upgrade(String version) {
        return "GET /topics/secret HTTP/1.1\r\n" + HOST + BEARER + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + version + "\r\n";
    }
}
