package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.config.AccessSettings;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.TopicSettings;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.HistoryBounds;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No form of a topic passes a permission for another one, on each way in. A client has {@code news.*} and {@code é.*}.
 */
@TestInstance(Lifecycle.PER_CLASS)
class TopicFormsTest {
    private static final String KEY = "carillon_client-00000000000000000000000000000000000000";
    private static final String HEADERS = "Authorization: Bearer " + KEY + "\r\n";
    private static final String FORBIDDEN = "403 403 403 403 403 403 forbidden forbidden forbidden";
    private static final String INVALID = "400 400 400 400 400 400 invalid-topic invalid-topic invalid-topic";
    private static final String PERMITTED = "101 200 200 200 202 202 published subscribed published";

    private final Map<LaneChoice, TestService> services = new EnumMap<>(LaneChoice.class);

    @BeforeAll
    void start() {
        for (LaneChoice lane : List.of(LaneChoice.FAST, LaneChoice.CHANNEL)) {
            List<TopicPattern> topics = List.of(new TopicPattern("news.*"), new TopicPattern("\u00e9.*"));
            services.put(
                    lane,
                    new TestService(TestService.settings(lane, 1, SocketSettings.defaults())
                            .with(List.of(new TopicSettings(
                                    new TopicPattern("**"),
                                    SlowReaderPolicy.DISCONNECT,
                                    Optional.of(new HistoryBounds(1, Long.MAX_VALUE, Duration.ZERO)),
                                    false,
                                    Optional.empty())))
                            .with(AccessSettings.defaults()
                                    .with(
                                            List.of(new ApiKey(
                                                    "client", ApiKey.Hash.of(KEY), new Permissions(topics, topics))),
                                            Permissions.NONE))));
        }
    }

    @AfterAll
    void stop() {
        services.values().forEach(TestService::close);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"news.x", "news.X", "\u00e9.x", "news.\u00e9", "news.e\u0301", "news.x;y", "news.%2e", "news.+"})
    void aPermissionMatchesOneSegmentAfterExactlyItsBytes(String topic) throws IOException {
        assertEachWay(topic, PERMITTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "News.x",
                "NEWS.x",
                "new\u017f.x", // in capitals an S
                "\uff4eews.x",
                "n\u0435ws.x",
                "n\u00e9ws.x",
                "e\u0301.x", // the other form of \u00e9
                "\u00c9.x",
                "news%2ex",
                "news%252ex",
                "%6eews.x",
                "news\u3002x",
                "news\uff0ex",
                "news\uff61x",
                "news\u2024x",
                "news",
                "news.x.y",
                "newsx.x",
                "+news.x"
            })
    void aTopicInAnotherFormIsForbidden(String topic) throws IOException {
        assertEachWay(topic, FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ne\u200bws.x",
                "news\u200d.x",
                "\ufeffnews.x",
                "news\u00ad.x",
                "news.\u202ex",
                "news.x\u0000",
                "news\u0000.x",
                " news.x",
                "news.x\n",
                "news..x",
                ".news.x",
                "news.",
                "secret/../news.x",
                "news.x/../secret",
                "secret?news.x",
                "news.x#"
            })
    void aTopicWithAnInvalidCharacterOrSegmentIsRefused(String topic) throws IOException {
        assertEachWay(topic, INVALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%C0%AEnews.x",
                "news%C0%AEx",
                "news%E0%80%AEx",
                "news%F0%80%80%AEx",
                "news.%ED%A0%80",
                "news.%FF",
                "news%u002ex",
                "news.%",
                "news%2",
                "news\u00c0\u00aex"
            })
    void invalidUtf8AndEscapesInAPathAreRefused(String path) throws IOException {
        for (TestService service : services.values()) {
            assertThat(ofPath(service, path)).isEqualTo("400 400 400 400 400 400");
        }
    }

    private void assertEachWay(String topic, String expected) throws IOException {
        for (Map.Entry<LaneChoice, TestService> each : services.entrySet()) {
            TestService service = each.getValue();
            JsonObject line = new JsonObject().put("topic", topic).put("data", 1);
            assertThat(ofPath(service, URLEncoder.encode(topic, UTF_8).replace("+", "%20")) + " "
                            + code(
                                    post(service, "/publish", "Content-Type: application/x-ndjson\r\n", line + "\n"),
                                    "published")
                            + " "
                            + code(obeyed(service, "subscribe", new JsonObject().put("topic", topic)), "subscribed")
                            + " " + code(obeyed(service, "publish", line), "published"))
                    .as(each.getKey().name())
                    .isEqualTo(expected);
        }
    }

    /**
     * Uses a WebSocket, an event stream, a description, a page of messages, and posts with the topic in the path and in
     * the query.
     */
    private static String ofPath(TestService service, String path) throws IOException {
        String stream = "Accept: text/event-stream\r\n";
        return String.join(
                " ",
                status(service, RawClient.handshake("/topics/" + path, HEADERS)),
                status(service, get("/events?topic=" + path, stream)),
                status(service, get("/topics/" + path, "")),
                status(service, get("/topics/" + path + "/messages", "")),
                post(service, "/topics/" + path, "", "x").substring(9, 12),
                post(service, "/publish?topic=" + path, "Content-Type: text/plain\r\n", "x")
                        .substring(9, 12));
    }

    private static byte[] get(String path, String headers) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + HEADERS + headers + "\r\n").getBytes(ISO_8859_1);
    }

    private static String status(TestService service, byte[] request) throws IOException {
        try (RawClient client = service.client(0)) {
            client.send(request);
            return client.readHead().substring(9, 12);
        }
    }

    private static String post(TestService service, String path, String headers, String body) throws IOException {
        try (RawClient client = service.client(0)) {
            client.send(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + HEADERS + headers + "Content-Length: "
                            + body.getBytes(UTF_8).length + "\r\n\r\n")
                    .getBytes(ISO_8859_1));
            client.send(body.getBytes(UTF_8));
            return client.readAnswer();
        }
    }

    private static String obeyed(TestService service, String type, JsonObject command) throws IOException {
        try (RawClient session = RawClient.open(service.client(0), "/ws", HEADERS)) {
            assertThat(session.readFrame()).contains("welcome");
            session.sendText(command.copy().put("type", type).put("id", 1).encode());
            return session.readFrame();
        }
    }

    /** The code of an error in {@code answer}; {@code done} if there is none. */
    private static String code(String answer, String done) {
        int code = answer.indexOf("\"code\":\"");
        return code < 0
                ? done
                : Objects.requireNonNull(answer.substring(code + 8).split("\"", 2)[0]);
    }
}
