package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.config.AccessSettings;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The topics of the service: their contents, their readers, and that no client can publish to them. */
@Timeout(60)
class ServiceTopicsTest {
    private static final String OPERATOR = "carillon_operator-000000000000000000000000000000000000";
    private static final String USER = "carillon_user-0000000000000000000000000000000000000000";

    private static TestService service;
    private static TestService guarded;

    @BeforeAll
    static void serve() {
        service = new TestService(TestService.settings(LaneChoice.AUTO, 2, SocketSettings.defaults()));
        guarded = new TestService(TestService.settings(LaneChoice.AUTO, 1, SocketSettings.defaults())
                .with(AccessSettings.defaults()
                        .with(
                                List.of(
                                        new ApiKey("operator", ApiKey.Hash.of(OPERATOR), permissions("$**")),
                                        new ApiKey("user", ApiKey.Hash.of(USER), permissions("**"))),
                                Permissions.NONE)));
    }

    @AfterAll
    static void stop() {
        service.close();
        guarded.close();
    }

    private static Permissions permissions(String subscribe) {
        return new Permissions(List.of(new TopicPattern(subscribe)), List.of(new TopicPattern("**")));
    }

    @Test
    void statsArePublishedEachSecondAndNotCounted() throws Exception {
        double before = published();
        try (RawClient watcher = RawClient.open(service.port(), "/topics/$stats");
                RawClient subscriber = RawClient.open(service.port(), "/topics/counted.*")) {
            JsonObject first = next(watcher);
            JsonObject second = next(watcher);
            assertThat(second.getLong("at") - first.getLong("at")).isBetween(500L, 5000L);
            assertThat(second.getLong("publications")).isEqualTo((long) before);
            assertThat(second.getLong("deliveries")).isEqualTo(first.getLong("deliveries"));
            assertThat(second.getLong("sentBytes")).isGreaterThan(first.getLong("sentBytes"));
            assertThat(second.getJsonObject("fanOut").getLong("count")).isZero();
            assertThat(second.getInteger("connections")).isGreaterThanOrEqualTo(2);
            assertThat(published()).isEqualTo(before);

            assertThat(service.publish("counted.a", "x").statusCode()).isEqualTo(202);
            JsonObject third = next(watcher);
            while (third.getLong("deliveries").equals(first.getLong("deliveries"))) {
                third = next(watcher);
            }
            assertThat(third.getLong("publications")).isEqualTo(first.getLong("publications") + 1);
            assertThat(third.getLong("deliveries")).isEqualTo(first.getLong("deliveries") + 1);
            assertThat(third.getJsonObject("fanOut").getDouble("p99Ms")).isPositive();
            assertThat(subscriber.readFrame()).isEqualTo("text x");

            JsonArray recent = new JsonObject(
                            service.get("/topics/$stats/messages?last=300").body())
                    .getJsonArray("messages");
            assertThat(recent.size()).isGreaterThanOrEqualTo(3);
            assertThat(recent.getJsonObject(recent.size() - 1)
                            .getJsonObject("data")
                            .getLong("at"))
                    .isGreaterThanOrEqualTo(third.getLong("at"));
        }
    }

    /** The object in the next text frame. */
    private static JsonObject next(RawClient client) throws IOException {
        return new JsonObject(client.readFrame().substring("text ".length()));
    }

    private static double published() throws Exception {
        return service.manage("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("carillon_publications_total "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void anEventStreamReceivesServiceTopics() throws Exception {
        try (RawClient client = new RawClient(service.port())) {
            client.send("GET /events?topic=$stats&topic=$topics HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
            client.readHead();
            boolean stats = false;
            boolean topics = false;
            while (!stats || !topics) {
                String event = client.readEvent();
                stats |= event.contains("\"topic\":\"$stats\"");
                topics |= event.contains("\"topic\":\"$topics\"");
            }
        }
    }

    @Test
    void aLeadingWildcardDoesNotMatchServiceTopics() throws Exception {
        try (RawClient all = RawClient.open(service.port(), "/topics/**");
                RawClient own = RawClient.open(service.port(), "/topics/$**")) {
            assertThat(own.readFrame()).startsWith("text {\"at\":");
            own.readFrame();
            service.publish("after.them", "x");
            assertThat(all.readFrame()).isEqualTo("text x");
        }
    }

    @Test
    void topicsAreListedWithSubscribersAndRates() throws Exception {
        try (RawClient watcher = RawClient.open(service.port(), "/topics/$topics");
                RawClient one = RawClient.open(service.port(), "/topics/rated.a");
                RawClient _ = RawClient.open(service.port(), "/topics/rated.a");
                RawClient _ = RawClient.open(service.port(), "/topics/rated.**")) {
            JsonObject counted = next(watcher);
            while (!counted.encode().contains("rated.a") || !counted.encode().contains("perSecond")) {
                counted = next(watcher);
            }
            for (int i = 0; i < 10; i++) {
                service.publish("rated.a", "x");
                assertThat(one.readFrame()).isEqualTo("text x");
            }
            JsonObject rated = find(next(watcher), "rated.a");
            while (rated.getDouble("perSecond", 0.0) < 1) {
                rated = find(next(watcher), "rated.a");
            }
            assertThat(rated.getInteger("subscribers")).isEqualTo(2);
            JsonObject listed = new JsonObject(
                    service.get("/topics?prefix=rated&sort=rate&limit=1").body());
            assertThat(listed.getInteger("count")).isEqualTo(2);
            assertThat(listed.getJsonArray("topics")).hasSize(1);
        }
    }

    private static JsonObject find(JsonObject counted, String topic) {
        return counted.getJsonArray("topics").stream()
                .map(JsonObject.class::cast)
                .filter(line -> line.getString("topic").equals(topic))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theListOfTopicsCanBeSortedAndFiltered() throws Exception {
        try (RawClient _ = RawClient.open(service.port(), "/topics/zoo.lion");
                RawClient _ = RawClient.open(service.port(), "/topics/zoo.lion");
                RawClient _ = RawClient.open(service.port(), "/topics/zoo.ape");
                RawClient _ = RawClient.open(service.port(), "/topics/zoo.**")) {
            assertThat(list("prefix=zoo.")).containsExactly("zoo.lion", "zoo.**", "zoo.ape");
            assertThat(list("prefix=zoo.&sort=name")).containsExactly("zoo.**", "zoo.ape", "zoo.lion");
            assertThat(list("contains=o.lio")).containsExactly("zoo.lion");
            assertThat(list("prefix=zoo.&limit=1")).containsExactly("zoo.lion");
            assertThat(list("prefix=o.")).isEmpty();
        }
    }

    private static List<String> list(String query) throws Exception {
        return new JsonObject(service.get("/topics?" + query).body())
                .getJsonArray("topics").stream()
                        .map(line -> ((JsonObject) line).getString("topic"))
                        .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "/topics?limit=0, 'expected limit from 1 to 1000, but was ''0'''",
        "/topics?limit=1001, 'expected limit from 1 to 1000, but was ''1001'''",
        "/topics?sort=age, 'expected sort to be subscribers, rate or name, but was ''age'''",
        "/topics/$stats/messages?since=a:1, 'expected last, because messages of $stats have no ids, but was since'",
    })
    void anInvalidQueryReceives400WithAReason(String path, String answer) throws Exception {
        assertThat(service.get(path).statusCode()).isEqualTo(400);
        assertThat(service.get(path).body()).isEqualTo(answer + "\n");
    }

    @Test
    void clientsCannotPublishToServiceTopics() throws Exception {
        String answer =
                "expected a topic that does not begin with $, since the service alone publishes to those, but was ";
        assertThat(service.publish("$stats", "x").statusCode()).isEqualTo(400);
        assertThat(service.publish("$stats", "x").body()).isEqualTo(answer + "'$stats'\n");
        assertThat(service.publish("$mine.a", "x").body()).isEqualTo(answer + "'$mine.a'\n");
        try (RawClient raw = RawClient.open(service.port(), "/topics/$mine");
                RawClient session = RawClient.open(service.port(), "/ws", "Sec-WebSocket-Protocol: carillon.v1\r\n")) {
            raw.sendText("x");
            assertThat(raw.readFrame())
                    .isEqualTo("close 1008 expected no message, because only the service publishes to $mine");
            session.readFrame();
            session.sendText("{\"type\":\"publish\",\"id\":1,\"topic\":\"$mine\",\"data\":1}");
            assertThat(session.readFrame())
                    .contains("\"code\":\"invalid-topic\"")
                    .contains(answer + "'$mine'");
        }
    }

    @ParameterizedTest
    @CsvSource({"$stats, 101, 403", "$topics, 101, 403", "$**, 101, 403", "news, 403, 101", "**, 403, 101"})
    void onlyAPermissionWithADollarSignCoversServiceTopics(String topic, int operator, int user) throws IOException {
        assertThat(handshake(topic, OPERATOR)).startsWith("HTTP/1.1 " + operator + " ");
        assertThat(handshake(topic, USER)).startsWith("HTTP/1.1 " + user + " ");
    }

    private static String handshake(String topic, String key) throws IOException {
        try (RawClient client = new RawClient(guarded.port())) {
            client.send(RawClient.handshake("/topics/" + topic, "Authorization: Bearer " + key + "\r\n"));
            return client.readHead();
        }
    }
}
