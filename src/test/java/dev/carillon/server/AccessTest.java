package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.config.AccessSettings;
import dev.carillon.config.AdmissionSettings;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.Origins;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.TopicSettings;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.HistoryBounds;
import dev.carillon.topic.TopicPattern;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Permissions on every way in, on each lane. */
@ParameterizedClass
@EnumSource(
        value = LaneChoice.class,
        names = {"FAST", "CHANNEL"})
class AccessTest {
    private static final String READER = "carillon_reader-00000000000000000000000000000000000000";
    private static final String WRITER = "carillon_writer-00000000000000000000000000000000000000";
    private static final String OTHER = "carillon_other-000000000000000000000000000000000000000";
    private static final Permissions NEWS = permissions(List.of("news.**"), List.of());
    private static final Permissions CHAT = permissions(List.of("chat.*"), List.of("chat.*", "news.*"));
    private static final Permissions EVERYONE = permissions(List.of("public.**"), List.of());

    private static TestService fast;
    private static TestService channel;

    private final LaneChoice lane;

    AccessTest(LaneChoice lane) {
        this.lane = lane;
    }

    @BeforeAll
    static void serve() {
        fast = serve(LaneChoice.FAST);
        channel = serve(LaneChoice.CHANNEL);
    }

    @AfterAll
    static void stop() {
        fast.close();
        channel.close();
    }

    private static TestService serve(LaneChoice lane) {
        return new TestService(TestService.settings(lane, 1, SocketSettings.defaults())
                .with(AdmissionSettings.defaults().with(Origins.of(List.of("*"))))
                .with(List.of(new TopicSettings(
                        new TopicPattern("**"),
                        SlowReaderPolicy.DISCONNECT,
                        Optional.of(new HistoryBounds(100, Long.MAX_VALUE, Duration.ZERO)),
                        false,
                        Optional.empty())))
                .with(AccessSettings.defaults()
                        .with(
                                List.of(
                                        new ApiKey("reader", ApiKey.Hash.of(READER), NEWS),
                                        new ApiKey("writer", ApiKey.Hash.of(WRITER), CHAT),
                                        new ApiKey("other", ApiKey.Hash.of(OTHER), CHAT)),
                                EVERYONE)));
    }

    @ParameterizedTest
    @CsvSource({
        // what           who     status
        "/topics/news.a,  reader, 101",
        "/topics/news.**, reader, 101",
        "/topics/news.a,  writer, 403",
        "/topics/**,      reader, 403",
        "/topics/*.a,     reader, 403",
        "/topics/news,    reader, 403",
        "/topics/NEWS.a,  reader, 403",
        "/topics/news%2Ea, reader, 101",
        "/topics/%6Eews.a, writer, 403",
        "/topics/public.x, reader, 101",
        "/topics/public.x, nobody, 101",
        "/topics/news.a,  nobody, 403",
        "/topics/news.a,  wrong,  401",
        "/topics/public.x, wrong, 401",
        "/topics/news.a?since=%20, reader, 400",
        "/ws,             reader, 101",
        "/ws,             wrong,  401",
        "/echo,           nobody, 101",
        "/echo,           wrong,  401",
    })
    void aWebSocketNeedsPermissionToSubscribe(String path, String who, int status) throws IOException {
        assertThat(handshake(path, bearer(who))).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void aTokenCanBeSentAsASubprotocol() throws IOException {
        assertThat(handshake("/topics/news.a", "Sec-WebSocket-Protocol: carillon.raw, bearer." + READER + "\r\n"))
                .startsWith("HTTP/1.1 101 ")
                .containsIgnoringCase("Sec-WebSocket-Protocol: carillon.raw\r\n")
                .doesNotContain(READER);
        assertThat(handshake("/ws", "Sec-WebSocket-Protocol: bearer." + READER + ", carillon.v1\r\n"))
                .startsWith("HTTP/1.1 101 ")
                .containsIgnoringCase("Sec-WebSocket-Protocol: carillon.v1\r\n")
                .doesNotContain(READER);
    }

    @Test
    void aTokenCanBeSentInTheQuery() throws IOException {
        assertThat(handshake("/topics/news.a?token=" + READER, "")).startsWith("HTTP/1.1 101 ");
        assertThat(handshake("/topics/news.a?token=" + WRITER, "")).startsWith("HTTP/1.1 403 ");
    }

    /** Cross-site WebSocket hijacking: the browser sends the cookie with the WebSockets of any page. */
    @Test
    void aCookieFromAnotherOriginIsIgnored() throws IOException {
        String cookie = "Cookie: carillon-token=" + READER + "\r\n";
        assertThat(handshake("/topics/news.a", cookie + "Origin: http://localhost:3000\r\n"))
                .startsWith("HTTP/1.1 101 ");
        assertThat(handshake("/topics/news.a", cookie + "Origin: https://evil.example\r\n"))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void differentCredentialsInOneRequestReceive400() throws IOException {
        assertThat(handshake("/topics/news.a?token=" + READER, bearer("writer")))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void a401NamesTheErrorAndDoesNotRepeatTheCredentials() throws IOException {
        assertThat(handshake("/topics/news.a", bearer("wrong")))
                .containsIgnoringCase("WWW-Authenticate: Bearer realm=\"carillon\", error=\"invalid_token\"\r\n")
                .doesNotContain(secret("wrong"));
        assertThat(get("/topics/news.a", bearer("wrong")))
                .startsWith("HTTP/1.1 401 ")
                .containsIgnoringCase("WWW-Authenticate: Bearer realm=\"carillon\", error=\"invalid_token\"\r\n")
                .doesNotContain(secret("wrong"));
    }

    @ParameterizedTest
    @CsvSource({
        "/topics/news.a,          reader, 200",
        "/topics/news.a,          writer, 403",
        "/topics/news.a/messages, reader, 200",
        "/topics/**/messages,     reader, 403",
        "/topics/news.a/messages, nobody, 403",
        "/topics,                 wrong,  401",
        "/,                       wrong,  200",
    })
    void readingATopicNeedsPermissionToSubscribe(String path, String who, int status) throws IOException {
        assertThat(get(path, bearer(who))).startsWith("HTTP/1.1 " + status + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "/topics/news.a,                reader, 200",
        "/topics/news.a,                writer, 403",
        "/events?topic=news.a,          reader, 200",
        "/events?topic=news.a&topic=chat.a, reader, 403",
        "/events?topic=public.a,        nobody, 200",
        "/events?topic=news.a,          wrong,  401",
    })
    void anEventStreamNeedsPermissionForAllItsTopics(String path, String who, int status) throws IOException {
        try (RawClient client = new RawClient(service().port())) {
            client.send(request("GET", path, "Accept: text/event-stream\r\n" + bearer(who), ""));
            assertThat(client.readHead()).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/topics/chat.a,               writer, 202",
        "/topics/chat.a,               reader, 403",
        "/topics/chat.a,               nobody, 403",
        "/topics/chat.a,               wrong,  401",
        "/topics/chat.a.b,             writer, 403",
        "/publish?topic=chat.a&topic=news.a, writer, 202",
        "/publish?topic=chat.a&topic=other,  writer, 403",
    })
    void aPostNeedsPermissionToPublishToAllItsTopics(String path, String who, int status) throws IOException {
        assertThat(answer(request("POST", path, "Content-Type: text/plain\r\n" + bearer(who), "hello")))
                .startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void thePermissionIsCheckedForEachLine() throws IOException {
        String lines = "{\"topic\":\"chat.a\",\"data\":1}\n{\"topics\":[\"chat.a\",\"other\"],\"data\":2}\n";
        assertThat(answer(request(
                        "POST", "/publish", "Content-Type: application/x-ndjson\r\n" + bearer("writer"), lines)))
                .startsWith("HTTP/1.1 200 ")
                .contains("{\"line\":1,\"topic\":\"chat.a\",")
                .contains("{\"line\":2,\"error\":{\"code\":\"forbidden\",")
                .contains("but was other");
    }

    @Test
    void eachApiKeyHasItsOwnIdempotencyKeys() throws IOException {
        String first = keyed("writer", "k", 1);
        assertThat(first).startsWith("HTTP/1.1 202 ");
        String id = first.replaceFirst("(?s).*\"id\":\"([^\"]+)\".*", "$1");
        assertThat(keyed("writer", "k", 1)).contains("\"id\":\"" + id + "\"");
        assertThat(keyed("writer", "k", 2)).startsWith("HTTP/1.1 422 ").contains("the idempotency key 'k' before");
        // Another client is not refused, and receives nothing about the first one's publication.
        assertThat(keyed("other", "k", 1)).startsWith("HTTP/1.1 202 ").doesNotContain(id);
        String line = "{\"topic\":\"chat.keyed\",\"data\":1,\"key\":\"k\"}\n";
        assertThat(lines("writer", line)).contains(id);
        assertThat(lines("other", line)).contains("\"id\":").doesNotContain(id);
        String command = "{\"type\":\"publish\",\"id\":1,\"topic\":\"chat.keyed\",\"data\":1,\"key\":\"k\"}";
        assertThat(obeyed(WRITER, command))
                .startsWith("text {\"type\":\"published\",")
                .contains(id);
        assertThat(obeyed(OTHER, command))
                .startsWith("text {\"type\":\"published\",")
                .doesNotContain(id);
        assertThat(obeyed(OTHER, command.replace("\"data\":1", "\"data\":2")))
                .contains("\"code\":\"key-reused\"")
                .contains("the idempotency key 'k' before");
    }

    @Test
    void theListContainsOnlyTopicsThatTheClientMaySubscribeTo() throws IOException {
        try (RawClient reader = open("/topics/news.*", READER);
                RawClient writer = open("/topics/chat.b", WRITER)) {
            assertThat(get("/topics", bearer("reader"))).contains("news.*").doesNotContain("chat.b");
            assertThat(get("/topics", bearer("writer"))).contains("chat.b").doesNotContain("news.*");
            assertThat(get("/topics", "")).doesNotContain("chat.b").doesNotContain("news.*");
            assertThat(reader.socket.isClosed() || writer.socket.isClosed()).isFalse();
        }
    }

    @Test
    void aPreflightNeedsNoCredentials() throws IOException {
        assertThat(answer(request("OPTIONS", "/topics/news.a", "", ""), true)).startsWith("HTTP/1.1 204 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Bearer x y", "Bearer ☃", "bearer ..", "Bearer carillon_"})
    void aMalformedTokenReceives401(String authorization) throws IOException {
        String header = "Authorization: " + authorization + "\r\n";
        assertThat(handshake("/topics/public.a", header)).startsWith("HTTP/1.1 401 ");
        assertThat(get("/topics/public.a", header)).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void deniedLoginsAreCountedByReason() throws Exception {
        double before = service().metric("carillon_logins_denied_total{reason=\"unknown-key\"}");
        handshake("/ws", bearer("wrong"));
        get("/topics", bearer("wrong"));
        assertThat(service().metric("carillon_logins_denied_total{reason=\"unknown-key\"}"))
                .isEqualTo(before + 2);
    }

    // ---- in short

    private TestService service() {
        return lane == LaneChoice.FAST ? fast : channel;
    }

    private RawClient open(String path, String secret) throws IOException {
        return RawClient.open(service().port(), path, "Authorization: Bearer " + secret + "\r\n");
    }

    private static String secret(String who) {
        return switch (who) {
            case "reader" -> READER;
            case "writer" -> WRITER;
            case "other" -> OTHER;
            default -> "carillon_of-nobody-here";
        };
    }

    private static String bearer(String who) {
        return who.equals("nobody") ? "" : "Authorization: Bearer " + secret(who) + "\r\n";
    }

    private String handshake(String path, String headers) throws IOException {
        try (RawClient client = new RawClient(service().port())) {
            client.send(RawClient.handshake(path, headers));
            return client.readHead();
        }
    }

    /** Publishes {@code number} with an idempotency key. */
    private String keyed(String who, String key, int number) throws IOException {
        return answer(request(
                "POST",
                "/topics/chat.keyed",
                "Content-Type: application/json\r\nIdempotency-Key: " + key + "\r\n" + bearer(who),
                "" + number));
    }

    private String lines(String who, String lines) throws IOException {
        return answer(request("POST", "/publish", "Content-Type: application/x-ndjson\r\n" + bearer(who), lines));
    }

    /** The answer to one command. */
    private String obeyed(String secret, String command) throws IOException {
        try (RawClient session = open("/ws", secret)) {
            assertThat(session.readFrame()).startsWith("text {\"type\":\"welcome\"");
            session.sendText(command);
            return session.readFrame();
        }
    }

    private String get(String path, String headers) throws IOException {
        return answer(request("GET", path, headers, ""));
    }

    private String answer(byte[] request) throws IOException {
        return answer(request, false);
    }

    private String answer(byte[] request, boolean headOnly) throws IOException {
        try (RawClient client = new RawClient(service().port())) {
            client.send(request);
            return headOnly ? client.readHead() : client.readAnswer();
        }
    }

    private static byte[] request(String method, String path, String headers, String body) {
        return (method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: "
                        + body.getBytes(UTF_8).length + "\r\n\r\n" + body)
                .getBytes(ISO_8859_1);
    }

    private static Permissions permissions(List<String> subscribe, List<String> publish) {
        return new Permissions(
                subscribe.stream().map(TopicPattern::new).toList(),
                publish.stream().map(TopicPattern::new).toList());
    }
}
