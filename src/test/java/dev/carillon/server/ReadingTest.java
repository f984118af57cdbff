package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.TopicSettings;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.HistoryBounds;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Remembered publications can be read page by page by a client without a WebSocket. */
@TestInstance(Lifecycle.PER_CLASS)
class ReadingTest {
    private static final String HOST = "Host: localhost\r\n";

    private TestService service;

    @BeforeAll
    void start() {
        service = new TestService(TestService.settings(LaneChoice.FAST, 2, SocketSettings.defaults())
                .with(List.of(remembered("few.**", 3), remembered("kept.**", 10_000), remembered("messages", 10))));
    }

    private static TopicSettings remembered(String pattern, int messages) {
        return new TopicSettings(
                new TopicPattern(pattern),
                SlowReaderPolicy.DISCONNECT,
                Optional.of(new HistoryBounds(messages, Long.MAX_VALUE, Duration.ZERO)),
                false,
                Optional.empty());
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void eachPublicationIsShownAsItWasPublished() throws Exception {
        String text = publish("kept.forms.a", "text/plain", "say \"gr\u00fc\u00dfe\"\n");
        String json = publish("kept.forms.b", "application/json", " {\"n\": 1.50, \"n\": 12345678901234567890}");
        String binary = publish("kept.forms.a", "application/octet-stream", "\u0000\u0001");
        HttpResponse<String> answer = service.get("/topics/kept.forms.*/messages");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"topic\":\"kept.forms.*\",\"messages\":["
                        + "{\"topic\":\"kept.forms.a\",\"id\":\"" + text
                        + "\",\"data\":\"say \\\"gr\u00fc\u00dfe\\\"\\n\"},"
                        + "{\"topic\":\"kept.forms.b\",\"id\":\"" + json
                        + "\",\"data\": {\"n\": 1.50, \"n\": 12345678901234567890}},"
                        + "{\"topic\":\"kept.forms.a\",\"id\":\"" + binary + "\",\"dataBase64\":\"AAE=\"}"
                        + "],\"next\":\"" + binary + "\",\"complete\":true,\"more\":false}");
    }

    @Test
    void pagesShowEverythingOnceAndInOrder() throws Exception {
        List<String> published = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            published.add(publish("kept.pages." + i % 3, "text/plain", "" + i));
        }
        List<String> read = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        JsonObject page = page("/topics/kept.pages.*/messages");
        while (true) {
            lengths.add(ids(page).size());
            read.addAll(ids(page));
            assertThat(page.getBoolean("complete")).isTrue();
            if (!page.getBoolean("more")) {
                break;
            }
            page = page("/topics/kept.pages.*/messages?since=" + page.getString("next"));
        }
        assertThat(read).isEqualTo(published);
        assertThat(lengths).containsExactly(100, 100, 50);
        assertThat(ids(page("/topics/kept.pages.*/messages?limit=1000"))).isEqualTo(published);
        assertThat(ids(page("/topics/kept.pages.*/messages?last=150"))).isEqualTo(published.subList(100, 250));
        assertThat(ids(page("/topics/kept.pages.*/messages?last=150&limit=2"))).isEqualTo(published.subList(100, 102));
    }

    @Test
    void aSubscriptionCanContinueWhereAPageEnds() throws Exception {
        publish("kept.on", "text/plain", "one");
        String next = page("/topics/kept.on/messages").getString("next");
        publish("kept.on", "text/plain", "two");
        try (RawClient subscriber = service.open("/topics/kept.on?since=" + next)) {
            publish("kept.on", "text/plain", "three");
            assertThat(subscriber.readFrame()).isEqualTo("text two");
            assertThat(subscriber.readFrame()).isEqualTo("text three");
        }
    }

    @Test
    void aPageReportsThatMessagesHaveLeftTheLog() throws Exception {
        String first = publish("few.a", "text/plain", "1");
        String second = publish("few.a", "text/plain", "2");
        for (int i = 3; i <= 5; i++) {
            publish("few.a", "text/plain", "" + i);
        }
        assertThat(page("/topics/few.a/messages?since=" + first).getBoolean("complete"))
                .isFalse();
        assertThat(page("/topics/few.a/messages?since=" + second).getBoolean("complete"))
                .isTrue();
        JsonObject other = page("/topics/few.a/messages?since=another:1");
        assertThat(other.getBoolean("complete")).isFalse();
        assertThat(ids(other)).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "since=42 | since: expected the id of a message, such as 'k3x9f2ab:42', but was '42'",
                "since= | since: expected the id of a message, such as 'k3x9f2ab:42', but was ''",
                "since=a:1&since=a:1 | expected since once in the query, but was 2 times",
                "since=%FF | expected since as percent-encoded UTF-8, but was '%FF': it is not UTF-8",
                "since=a:1&last=1 | expected since or last, but were both",
                "last=10001 | expected last from 1 to 10000, but was 10001",
                "limit=0 | expected limit from 1 to 1000, but was '0'",
                "limit=1001 | expected limit from 1 to 1000, but was '1001'",
                "limit=-1 | expected limit from 1 to 1000, but was '-1'",
                "limit= | expected limit from 1 to 1000, but was ''",
                "limit=%31%30%30%30%30%30%30%30%30%30 | expected limit from 1 to 1000, but was '1000000000'",
                "limit=1&limit=1 | expected limit once in the query, but was 2 times"
            })
    void anInvalidQueryIsRefused(String query, String message) throws Exception {
        HttpResponse<String> answer = service.get("/topics/kept.a/messages?" + query);
        assertThat(answer.body()).isEqualTo(message + "\n");
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void aPositionInTheFutureIsRefused() throws Exception {
        String newest = publish("kept.a", "text/plain", "x");
        String[] parts = newest.split(":", 2);
        String future = parts[0] + ":" + (Long.parseLong(parts[1]) + 1);
        String message = "expected since to be the id of a message that was published, at most " + newest + ", but was "
                + future + "\n";
        HttpResponse<String> answer = service.get("/topics/kept.a/messages?since=" + future);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(message);
        try (RawClient subscriber = service.client(0)) {
            subscriber.send(RawClient.handshake("/topics/kept.a?since=" + future, ""));
            assertThat(subscriber.readAnswer()).startsWith("HTTP/1.1 400 ").endsWith("\r\n\r\n" + message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "other.*", "kept", "kept.a.caf%C3%A9%2E%2A/x"})
    void aTopicThatIsNotRememberedReceives404(String topic) throws Exception {
        assertThat(service.get("/topics/" + topic + "/messages").statusCode()).isEqualTo(404);
    }

    @Test
    void the404OfATopicThatIsNotRememberedHasAReason() throws Exception {
        assertThat(service.get("/topics/other.*/messages").body())
                .isEqualTo(
                        "expected a topic that is remembered, but was other.*: see history in docs/configuration.md\n");
        assertThat(service.get("/topics/**/messages").statusCode()).isEqualTo(200);
        try (TestService without = TestService.on(LaneChoice.FAST)) {
            assertThat(without.get("/topics/kept.a/messages?since=a:1").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aTopicCanBeNamedMessages() throws Exception {
        String id = publish("messages", "text/plain", "x");
        assertThat(service.get("/topics/messages").body()).isEqualTo("{\"topic\":\"messages\",\"subscribers\":0}");
        assertThat(ids(page("/topics/messages/messages"))).containsExactly(id);
        assertThat(ids(page("//topics//messages/messages/"))).containsExactly(id);
        try (RawClient subscriber = service.open("/topics/messages?last=1")) {
            assertThat(subscriber.readFrame()).isEqualTo("text x");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /topics/kept.a/messages, 200",
        "GET, /topics/kept.%2A/messages, 200",
        "GET, /topics/k%65pt.a/messages?other=%zz, 200",
        "HEAD, /topics/kept.a/messages, 200",
        "HEAD, /topics/kept.a/messages?limit=0, 400",
        "OPTIONS, /topics/kept.a/messages, 204",
        "POST, /topics/kept.a/messages, 405",
        "DELETE, /topics/kept.a/messages, 405",
        "GET, /topics/a..b/messages, 400",
        "GET, /topics/%FF/messages, 400",
        "GET, /topics/a%2Fb/messages, 400",
        "GET, /topics//messages, 200",
        "GET, /topics/kept.a/message, 404",
        "GET, /topics/kept.a/messages/b, 404",
        "GET, /topics/kept.a/Messages, 404"
    })
    void thePathFollowsTheRulesOfAllPaths(String method, String path, int status) throws IOException {
        try (RawClient client = service.client(0)) {
            client.send((method + " " + path + " HTTP/1.1\r\n" + HOST + "\r\n").getBytes(ISO_8859_1));
            String head = client.readHead();
            assertThat(head).startsWith("HTTP/1.1 " + status + " ");
            if (status == 204 || status == 405) {
                assertThat(head).containsIgnoringCase("\r\nAllow: GET, HEAD, OPTIONS\r\n");
            }
        }
    }

    private String publish(String topic, String contentType, String body) throws Exception {
        HttpResponse<String> answer = service.publish(topic, contentType, body.getBytes(UTF_8));
        assertThat(answer.statusCode()).isEqualTo(202);
        return new JsonObject(answer.body()).getString("id");
    }

    private JsonObject page(String path) throws Exception {
        HttpResponse<String> answer = service.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static List<String> ids(JsonObject page) {
        JsonArray messages = page.getJsonArray("messages");
        return messages.stream()
                .map(message -> ((JsonObject) message).getString("id"))
                .toList();
    }
}
