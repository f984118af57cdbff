package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.CidrBlock;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.ProxySettings;
import dev.carillon.config.Rate;
import dev.carillon.config.RateSettings;
import dev.carillon.config.RateSettings.Limits;
import dev.carillon.config.SocketSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers to a client that exceeds its rates, on each way in. */
@ParameterizedClass
@EnumSource(names = {"FAST", "CHANNEL"})
class RateLimitsTest {
    private static final Optional<Rate> TWO = Optional.of(Rate.perMinute(2));
    private static final Optional<Rate> NO_LIMIT = Optional.empty();
    private static final Limits TWO_OF_A_CONNECTION = new Limits(NO_LIMIT, TWO, NO_LIMIT);
    private static final Limits TWO_OF_AN_ADDRESS = new Limits(NO_LIMIT, NO_LIMIT, TWO);
    private static final String GREEDY = "127.0.0.2";
    private static final String MODEST = "127.0.0.3";

    private final LaneChoice lane;

    RateLimitsTest(LaneChoice lane) {
        this.lane = lane;
    }

    @Test
    void aSessionThatPublishesTooOftenReceivesARetryTimeAndStaysOpen() throws Exception {
        try (TestService service = publishing(TWO_OF_A_CONNECTION);
                RawClient client = service.open("/ws")) {
            assertThat(client.readFrame()).contains("welcome");
            for (int id = 1; id <= 2; id++) {
                client.sendText(publish(id));
                assertThat(client.readFrame()).contains("\"type\":\"published\",\"id\":" + id);
            }
            client.sendText(publish(3));
            assertThat(client.readFrame())
                    .contains("\"type\":\"error\",\"id\":3,\"code\":\"rate-limited\"")
                    .contains("expected at most 2/m publications of one connection, but was one more: try again in ")
                    .containsPattern("\"retryAfterMs\":(2\\d|30)\\d{3}}$");
            client.sendText("{\"type\":\"ping\"}");
            assertThat(client.readFrame()).isEqualTo("text {\"type\":\"pong\"}");
            assertThat(limited(service, "publish-rate-per-connection")).isEqualTo(1);
            try (RawClient another = service.open("/ws")) {
                assertThat(another.readFrame()).contains("welcome");
                another.sendText(publish(1));
                assertThat(another.readFrame()).contains("published");
            }
        }
    }

    @Test
    void aRawWebSocketThatPublishesTooOftenIsClosedWithARetryTime() throws Exception {
        try (TestService service = publishing(TWO_OF_A_CONNECTION);
                RawClient client = service.open("/topics/t")) {
            for (int i = 0; i < 2; i++) {
                client.sendText("hello");
                assertThat(client.readFrame()).isEqualTo("text hello");
            }
            client.sendText("hello");
            assertThat(client.readFrame())
                    .matches("close 1013 expected at most 2/m publications of one connection, but was one more:"
                            + " try again in (2\\d|30)\\d{3} ms");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/topics/t", "/publish?topic=t"})
    void aPostAboveTheRateReceives429WithRetryAfter(String path) throws Exception {
        try (TestService service = publishing(TWO_OF_A_CONNECTION);
                RawClient client = service.client(0)) {
            assertThat(post(client, path)).startsWith("HTTP/1.1 202 ");
            assertThat(post(client, path)).startsWith("HTTP/1.1 202 ");
            assertThat(post(client, path))
                    .startsWith("HTTP/1.1 429 ")
                    .containsPattern("(?i)\r\nretry-after: (2\\d|30)\r\n")
                    .contains("expected at most 2/m publications of one connection, but was one more: try again in ");
            assertThat(service.metric("carillon_posts_refused_total{status=\"429\"}"))
                    .isEqualTo(1);
            assertThat(service.publish("t", "of another connection").statusCode())
                    .isEqualTo(202);
        }
    }

    @Test
    void aPostIsCountedForEachOfItsTopics() throws Exception {
        try (TestService service = publishing(TWO_OF_A_CONNECTION);
                RawClient client = service.client(0)) {
            assertThat(post(client, "/publish?topic=a&topic=b")).startsWith("HTTP/1.1 202 ");
            assertThat(post(client, "/publish?topic=a&topic=b"))
                    .startsWith("HTTP/1.1 429 ")
                    .contains("but were 2 more: try again in 60 s");
        }
    }

    @Test
    void aLongBodyAboveTheRateIsRefusedBeforeItArrives() throws Exception {
        try (TestService service = publishing(TWO_OF_A_CONNECTION);
                RawClient client = service.client(0)) {
            assertThat(post(client, "/publish?topic=a&topic=b")).startsWith("HTTP/1.1 202 ");
            client.send("POST /topics/t HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n".getBytes(UTF_8));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 429 ").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void linesAboveTheRateAreDelayedAndNotRefused() throws Exception {
        Limits fast = new Limits(NO_LIMIT, Optional.of(new Rate(40)), NO_LIMIT);
        try (TestService service = publishing(fast);
                RawClient client = service.client(0)) {
            StringBuilder lines = new StringBuilder();
            StringBuilder answers = new StringBuilder();
            for (int line = 1; line <= 50; line++) {
                lines.append("{\"topic\":\"t\",\"data\":1}\n");
                answers.append("{\"line\":").append(line).append(",\"topic\":\"t\"}\n");
            }
            long begin = System.nanoTime();
            client.send(lines(lines.toString()));
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(client.readChunks()).isEqualTo(answers.toString());
            // 40 at once, and ten more at 40 a second.
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(250));
            assertThat(limited(service, "publish-rate-per-connection")).isPositive();
            // The connection stays open.
            client.send(lines("{\"topics\":[\"a\",\"b\"],\"data\":1}"));
            assertThat(client.readAnswer())
                    .endsWith("{\"line\":1,\"published\":[{\"topic\":\"a\"},{\"topic\":\"b\"}]}\n");
        }
    }

    @Test
    void linesBeforeADelayedLineAreAnswered() throws Exception {
        try (TestService service = publishing(TWO_OF_A_CONNECTION);
                RawClient client = service.client(0)) {
            client.send(lines("{\"topic\":\"t\",\"data\":1}\n".repeat(3)));
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(client.readChunk()).isEqualTo("{\"line\":1,\"topic\":\"t\"}\n{\"line\":2,\"topic\":\"t\"}\n");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX) // where a machine has all of 127.0.0.0/8
    void thePublishRateOfAnAddressHoldsOverAllItsConnections() throws Exception {
        try (TestService service = publishing(TWO_OF_AN_ADDRESS);
                RawClient session = RawClient.open(RawClient.from(GREEDY, service.port()), "/ws", "");
                RawClient raw = RawClient.open(RawClient.from(GREEDY, service.port()), "/topics/t", "");
                RawClient posts = RawClient.from(GREEDY, service.port());
                RawClient modest = RawClient.from(MODEST, service.port())) {
            assertThat(session.readFrame()).contains("welcome");
            session.sendText(publish(1));
            assertThat(session.readFrame()).contains("published");
            assertThat(post(posts, "/topics/t")).startsWith("HTTP/1.1 202 ");
            assertThat(post(posts, "/topics/t"))
                    .startsWith("HTTP/1.1 429 ")
                    .contains("expected at most 2/m publications of one address");
            session.sendText(publish(2));
            assertThat(session.readFrame()).contains("rate-limited");
            assertThat(raw.readFrame()).startsWith("text ");
            assertThat(raw.readFrame()).startsWith("text ");
            raw.sendText("one more");
            assertThat(raw.readFrame()).startsWith("close 1013 expected at most 2/m publications of one address");
            assertThat(post(modest, "/topics/t")).startsWith("HTTP/1.1 202 ");
            assertThat(limited(service, "publish-rate-per-address")).isEqualTo(3);
        }
    }

    @Test
    void aSessionThatSubscribesTooOftenReceivesAnError() throws Exception {
        try (TestService service = subscribing(TWO_OF_A_CONNECTION);
                RawClient client = service.open("/ws")) {
            assertThat(client.readFrame()).contains("welcome");
            for (int id = 1; id <= 2; id++) {
                client.sendText("{\"type\":\"subscribe\",\"id\":" + id + ",\"topic\":\"t" + id + "\"}");
                assertThat(client.readFrame()).contains("subscribed");
            }
            client.sendText("{\"type\":\"subscribe\",\"id\":3,\"topic\":\"t3\"}");
            assertThat(client.readFrame())
                    .contains("\"id\":3,\"code\":\"rate-limited\"")
                    .contains("expected at most 2/m subscriptions of one connection");
            assertThat(limited(service, "subscribe-rate-per-connection")).isEqualTo(1);
        }
    }

    @Test
    void aWebSocketAboveTheSubscribeRateReceives429WithRetryAfter() throws Exception {
        try (TestService service = subscribing(TWO_OF_AN_ADDRESS);
                RawClient third = service.client(0)) {
            service.open("/topics/t").close();
            service.open("/topics/t").close();
            third.send(RawClient.handshake("/topics/t", ""));
            assertThat(third.readAnswer())
                    .startsWith("HTTP/1.1 429 ")
                    .containsPattern("(?i)\r\nretry-after: (2\\d|30)\r\n")
                    .contains("expected at most 2/m subscriptions of one address, but was one more: try again in ");
            assertThat(service.metric("carillon_handshakes_turned_away_total{reason=\"subscribe-rate\"}"))
                    .isEqualTo(1);
            assertThat(service.metric("carillon_handshakes_refused_total{status=\"429\"}"))
                    .isEqualTo(1);
            service.open("/echo").close();
            service.open("/ws").close();
        }
    }

    @Test
    void anEventStreamIsCountedForEachOfItsTopics() throws Exception {
        try (TestService service = subscribing(TWO_OF_AN_ADDRESS);
                RawClient second = service.client(0)) {
            StreamClient.open(service, "/events?topic=a").close();
            second.send(StreamClient.request("GET", "/events?topic=a&topic=b", ""));
            assertThat(second.readAnswer())
                    .startsWith("HTTP/1.1 429 ")
                    .contains("expected at most 2/m subscriptions of one address, but were 2 more");
            StreamClient.open(service, "/topics/a").close();
        }
    }

    @Test
    void clientsBehindATrustedProxyAreLimitedByTheirOwnAddresses() throws Exception {
        RateSettings rates = new RateSettings(TWO_OF_AN_ADDRESS, Limits.NONE, NO_LIMIT);
        try (TestService service = new TestService(TestService.settings(lane, 1, SocketSettings.defaults())
                        .with(rates)
                        .with(new ProxySettings(List.of(CidrBlock.of("127.0.0.1")), false)));
                RawClient greedy = RawClient.open(service.client(0), "/ws", behindProxy("203.0.113.7"));
                RawClient modest = RawClient.open(service.client(0), "/ws", behindProxy("203.0.113.8"));
                RawClient posts = service.client(0)) {
            assertThat(greedy.readFrame()).contains("welcome");
            assertThat(modest.readFrame()).contains("welcome");
            greedy.sendText(publish(1));
            assertThat(greedy.readFrame()).contains("published");
            assertThat(post(posts, "/topics/t", behindProxy("203.0.113.7"))).startsWith("HTTP/1.1 202 ");
            assertThat(post(posts, "/topics/t", behindProxy("203.0.113.7"))).startsWith("HTTP/1.1 429 ");
            greedy.sendText(publish(2));
            assertThat(greedy.readFrame()).contains("rate-limited").contains("of one address");
            modest.sendText(publish(1));
            assertThat(modest.readFrame()).contains("published");
            assertThat(post(posts, "/topics/t", behindProxy("203.0.113.9"))).startsWith("HTTP/1.1 202 ");
        }
    }

    @Test
    void theConnectionRateDoesNotApplyToPostsOfATrustedProxy() throws Exception {
        RateSettings rates = new RateSettings(TWO_OF_A_CONNECTION, Limits.NONE, NO_LIMIT);
        try (TestService service = new TestService(TestService.settings(lane, 1, SocketSettings.defaults())
                        .with(rates)
                        .with(new ProxySettings(List.of(CidrBlock.of("127.0.0.1")), false)));
                RawClient posts = service.client(0)) {
            for (int client = 1; client <= 5; client++) {
                assertThat(post(posts, "/topics/t", behindProxy("203.0.113." + client)))
                        .startsWith("HTTP/1.1 202 ");
            }
        }
    }

    private static String behindProxy(String client) {
        return "X-Forwarded-For: " + client + "\r\n";
    }

    private static String publish(int id) {
        return "{\"type\":\"publish\",\"id\":" + id + ",\"topic\":\"t\",\"data\":" + id + "}";
    }

    private static String post(RawClient client, String path) throws IOException {
        return post(client, path, "");
    }

    private static String post(RawClient client, String path, String fields) throws IOException {
        client.send(("POST " + path + " HTTP/1.1\r\nHost: h\r\n" + fields + "Content-Length: 5\r\n\r\nhello")
                .getBytes(UTF_8));
        return client.readAnswer();
    }

    private static byte[] lines(String body) {
        return ("POST /publish HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-ndjson\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(UTF_8);
    }

    private static double limited(TestService service, String limit) throws Exception {
        return service.metric("carillon_rate_limited_total{limit=\"" + limit + "\"}");
    }

    private TestService publishing(Limits limits) {
        return service(new RateSettings(limits, Limits.NONE, NO_LIMIT));
    }

    private TestService subscribing(Limits limits) {
        return service(new RateSettings(Limits.NONE, limits, NO_LIMIT));
    }

    private TestService service(RateSettings rates) {
        return new TestService(
                TestService.settings(lane, 1, SocketSettings.defaults()).with(rates));
    }
}
