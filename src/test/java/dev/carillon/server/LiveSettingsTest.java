package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.config.AccessSettings;
import dev.carillon.config.AddressLimits;
import dev.carillon.config.AdmissionSettings;
import dev.carillon.config.CompressionChoice;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.Listening;
import dev.carillon.config.Origins;
import dev.carillon.config.PingChoice;
import dev.carillon.config.Rate;
import dev.carillon.config.RateSettings;
import dev.carillon.config.RateSettings.Limits;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.TopicSettings;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.HistoryBounds;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Settings that change while a service runs: they apply to the next request, and no connection ends. */
@ParameterizedClass
@EnumSource(
        value = LaneChoice.class,
        names = {"FAST", "CHANNEL"})
class LiveSettingsTest {
    private static final String ONE = "carillon_one-000000000000000000000000000000000000000000";
    private static final String OTHER = "carillon_other-0000000000000000000000000000000000000000";
    private static final Permissions NEWS =
            new Permissions(List.of(new TopicPattern("news.**")), List.of(new TopicPattern("news.**")));

    private final LaneChoice lane;
    private ServiceSettings settings;
    private TestService service;
    private final List<RawClient> clients = new ArrayList<>();

    LiveSettingsTest(LaneChoice lane) {
        this.lane = lane;
        this.settings = TestService.settings(lane, 2, sockets(128));
        this.service = new TestService(settings);
    }

    private void serve(ServiceSettings first) {
        settings = first;
        service = new TestService(first);
    }

    private static SocketSettings sockets(int maxSubscriptions) {
        return sockets(maxSubscriptions, Duration.ofSeconds(60));
    }

    private static SocketSettings sockets(int maxSubscriptions, Duration idleTimeout) {
        return new SocketSettings(
                idleTimeout, PingChoice.OFF, 65536, 65536, 1 << 20, maxSubscriptions, CompressionChoice.ON, 256 << 10);
    }

    @AfterEach
    void stop() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        service.close();
    }

    @Test
    void newLimitsApplyToTheNextRequestAndCloseNoConnection() throws Exception {
        RawClient session = session("a", "b");
        RawClient raw = open("/topics/a");

        use(settings.with(sockets(2)).with(admission(1, AddressLimits.NONE, Origins.SAME_HOST)));
        assertThat(subscribe(session, "c").getString("code")).isEqualTo("too-many-subscriptions");
        assertThat(status("/events?topic=a&topic=b&topic=c", "")).isEqualTo(400);
        assertThat(status(RawClient.handshake("/topics/a", ""))).isEqualTo(503);
        assertThat(service.service.maxConnections()).isEqualTo(1);
        assertThat(service.publish("a", "still there").statusCode()).isEqualTo(202);
        assertThat(raw.readFrame()).isEqualTo("text still there");
        assertThat(data(session)).isEqualTo("still there");

        use(settings);
        open("/topics/a");
        assertThat(subscribe(session, "c").getString("type")).isEqualTo("subscribed");
    }

    @Test
    void aNewHandshakeRateAppliesToLaterHandshakes() throws Exception {
        open("/topics/a");
        use(settings.with(
                new AdmissionSettings(OptionalInt.empty(), 4096, Optional.of(new Rate(1e-3)), Duration.ofSeconds(10))));
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            answers.add(status(RawClient.handshake("/topics/a", "")));
        }
        // Each of the two loops admits one at the beginning.
        assertThat(answers).contains(503).last().isEqualTo(503);
        use(settings);
        open("/topics/a");
    }

    @Test
    void limitsOfAnAddressCanBeAddedAndRemoved() throws Exception {
        open("/topics/a");
        ServiceSettings limited = settings.with(
                admission(100, new AddressLimits(OptionalInt.of(2), Optional.empty()), Origins.SAME_HOST));
        use(limited);
        // The connection from before the limit is not counted.
        open("/topics/a");
        RawClient third = open("/topics/a");
        // When it receives something, it has been counted.
        assertThat(service.publish("a", "counted").statusCode()).isEqualTo(202);
        assertThat(third.readFrame()).isEqualTo("text counted");
        assertThat(status(RawClient.handshake("/topics/a", ""))).isEqualTo(429);

        use(settings);
        open("/topics/a");
        use(limited);
        assertThat(status(RawClient.handshake("/topics/a", ""))).isEqualTo(429);
        assertThat(service.publish("a", "x").statusCode()).isEqualTo(202);
        assertThat(third.readFrame()).isEqualTo("text x");
    }

    @Test
    void newOriginsApplyToTheNextRequest() throws Exception {
        String page = "Origin: https://app.example.com\r\n";
        assertThat(status(RawClient.handshake("/topics/a", page))).isEqualTo(403);
        assertThat(status("/topics/a", page)).isEqualTo(403);

        use(settings.with(admission(100, AddressLimits.NONE, Origins.of(List.of("https://app.example.com")))));
        RawClient allowed = RawClient.open(client(), "/topics/a", page);
        assertThat(status("/topics/a", page)).isEqualTo(200);

        use(settings);
        assertThat(status(RawClient.handshake("/topics/a", page))).isEqualTo(403);
        assertThat(service.publish("a", "x").statusCode()).isEqualTo(202);
        assertThat(allowed.readFrame()).isEqualTo("text x");
    }

    @Test
    void newRatesApplyToTheNextPublication() throws Exception {
        Limits once = new Limits(Optional.empty(), Optional.empty(), Optional.of(new Rate(1e-3)));
        use(settings.with(new RateSettings(once, Limits.NONE, Optional.empty())));
        assertThat(service.publish("a", "x").statusCode()).isEqualTo(202);
        assertThat(service.publish("a", "x").statusCode()).isEqualTo(429);
        use(settings);
        assertThat(service.publish("a", "x").statusCode()).isEqualTo(202);
    }

    @Test
    void onlyRemovedPermissionsCloseConnections() throws Exception {
        service.close();
        ServiceSettings first = TestService.settings(lane, 2, sockets(128, Duration.ofSeconds(2)));
        Permissions chat = new Permissions(List.of(new TopicPattern("chat")), List.of());
        Permissions more = new Permissions(List.of(new TopicPattern("*")), List.of());
        serve(first.with(keys(key("one", ONE)).with(List.of(key("one", ONE)), chat)));
        RawClient one = RawClient.open(client(), "/topics/news.a", bearer(ONE));
        RawClient anonymous = open("/topics/chat");

        use(first.with(AccessSettings.defaults().with(List.of(key("one", ONE), key("other", OTHER)), more)));
        RawClient other = open("/topics/other");
        post("news.a", bearer(ONE));
        assertThat(one.readFrame()).isEqualTo("text hi");

        use(first.with(AccessSettings.defaults().with(List.of(key("one", ONE), key("other", OTHER)), chat)));
        assertThat(anonymous.readFrame()).startsWith("close 3000");
        assertThat(other.readFrame()).startsWith("close 3000");
        assertThat(one.readFrame()).as("a key has what anonymous clients have").startsWith("close 3000");
    }

    @Test
    void anAddedKeyIsAcceptedAndARemovedKeyClosesItsConnections() throws Exception {
        service.close();
        // Connections are visited more often if the idle timeout is short.
        ServiceSettings first = TestService.settings(lane, 2, sockets(128, Duration.ofSeconds(2)))
                .with(keys(key("one", ONE)));
        serve(first);
        RawClient one = RawClient.open(client(), "/topics/news.a", bearer(ONE));
        assertThat(status(RawClient.handshake("/topics/news.a", bearer(OTHER)))).isEqualTo(401);

        use(first.with(keys(key("one", ONE), key("other", OTHER))));
        RawClient other = RawClient.open(client(), "/topics/news.a", bearer(OTHER));
        post("news.a", bearer(OTHER));
        assertThat(one.readFrame()).isEqualTo("text hi");
        assertThat(other.readFrame()).isEqualTo("text hi");

        use(first.with(keys(key("other", OTHER))));
        assertThat(status(RawClient.handshake("/topics/news.a", bearer(ONE)))).isEqualTo(401);
        assertThat(one.readFrame()).startsWith("close 3000");
        post("news.a", bearer(OTHER));
        assertThat(other.readFrame()).isEqualTo("text hi");
    }

    @Test
    void aChangeBetweenOpenAndKeysNeedsARestart() throws Exception {
        assertThatThrownBy(() -> use(settings.with(keys(key("one", ONE))).with(sockets(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("restart");
        session("a", "b");
        service.close();
        serve(TestService.settings(lane, 1, sockets(128)).with(keys(key("one", ONE))));
        assertThatThrownBy(() -> use(settings.with(AccessSettings.defaults())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("restart");
        assertThat(status(RawClient.handshake("/topics/news.a", ""))).isEqualTo(401);
    }

    @Test
    void aNewSettingThatContradictsTheHostIsRefused() {
        ServiceSettings everywhere = settings.with(keys(key("one", ONE))).with(new Listening("0.0.0.0", 0, 0));
        assertThatThrownBy(() -> everywhere.withLiveOf(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--host must be a loopback address")
                .hasMessageContaining("was 0.0.0.0");
    }

    @Test
    void reloadsAreShownInTheMetrics() throws Exception {
        double before = service.metric("carillon_settings_in_force_since_seconds");
        use(settings.with(sockets(1)));
        service.service.refusedSettings();
        assertThat(service.metric("carillon_settings_reloads_total{result=\"applied\"}"))
                .isEqualTo(1);
        assertThat(service.metric("carillon_settings_reloads_total{result=\"refused\"}"))
                .isEqualTo(1);
        assertThat(service.metric("carillon_settings_in_force_since_seconds")).isGreaterThan(before);
    }

    @Test
    void aTopicCanBecomeRememberedWhileClientsAreSubscribed() throws Exception {
        RawClient session = session("other.*", "news.*");
        RawClient raw = open("/topics/news.*");
        assertThat(service.publish("news.a", "0").statusCode()).isEqualTo(202);
        assertThat(message(session).containsKey("id")).isFalse();
        assertThat(service.get("/topics/news.a/messages").statusCode()).isEqualTo(404);

        use(settings.with(List.of(topic("news.**", SlowReaderPolicy.CATCH_UP, 10))));
        assertThat(service.publish("news.a", "1").statusCode()).isEqualTo(202);
        assertThat(service.publish("news.b", "2").statusCode()).isEqualTo(202);
        JsonObject first = message(session);
        assertThat(first.getString("data")).isEqualTo("1");
        assertThat(message(session).getString("data")).isEqualTo("2");
        assertThat(raw.readFrame()).isEqualTo("text 0");
        assertThat(raw.readFrame()).isEqualTo("text 1");
        assertThat(raw.readFrame()).isEqualTo("text 2");

        RawClient resumed = session();
        JsonObject answer = subscribe(resumed, "news.*", first.getString("id"));
        assertThat(answer.getBoolean("recovered")).isTrue();
        assertThat(data(resumed)).isEqualTo("2");

        use(settings);
        assertThat(service.publish("news.a", "3").statusCode()).isEqualTo(202);
        assertThat(message(session).containsKey("id")).isFalse();
        assertThat(service.get("/topics/news.a/messages").statusCode()).isEqualTo(404);
        RawClient late = session();
        assertThat(subscribe(late, "news.*", first.getString("id")).getBoolean("recovered"))
                .isFalse();

        use(settings.with(List.of(topic("news.**", SlowReaderPolicy.CATCH_UP, 10))));
        RawClient again = session();
        assertThat(subscribe(again, "news.*", first.getString("id")).getBoolean("recovered"))
                .as("3 was not remembered")
                .isFalse();
        assertThat(service.metric("carillon_history_messages")).isZero();
    }

    @Test
    void aReloadWithoutHistoryAddsNoIds() throws Exception {
        RawClient session = session();
        use(settings.with(List.of(new TopicSettings(new TopicPattern("news.**"), SlowReaderPolicy.LATEST))));
        use(settings);
        assertThat(subscribe(session, "news.a").fieldNames()).containsExactlyInAnyOrder("type", "topic");
    }

    @Test
    void anEarlierSubscriberCatchesUpWhenItsTopicIsRemembered() throws Exception {
        RawClient slow = client();
        slow.send(RawClient.handshake("/ws", ""));
        slow.readHead();
        slow.readFrame();
        subscribe(slow, "other");
        subscribe(slow, "news.a");
        use(settings.with(List.of(topic("news.**", SlowReaderPolicy.CATCH_UP, 10_000))));
        String payload = "x".repeat(60_000);
        for (int i = 0; i < 200; i++) {
            int status = service.publish("news.a", i + payload).statusCode();
            assertThat(status).isEqualTo(202);
        }
        for (int i = 0; i < 200; i++) {
            assertThat(data(slow)).startsWith(i + "x");
        }
        assertThat(service.metric("carillon_caught_up_messages_total")).isPositive();
    }

    @Test
    void aNewIntervalAppliesAtOnceAndItsRemovalSendsHeldMessages() throws Exception {
        RawClient raw = open("/topics/news.a");
        use(settings.with(List.of(every("news.*", Duration.ofHours(1)))));
        for (String text : List.of("1", "2", "3")) {
            assertThat(service.publish("news.a", text).statusCode()).isEqualTo(202);
        }
        assertThat(raw.readFrame()).isEqualTo("text 1");
        use(settings);
        assertThat(raw.readFrame()).isEqualTo("text 3");
        assertThat(service.publish("news.a", "4").statusCode()).isEqualTo(202);
        assertThat(raw.readFrame()).isEqualTo("text 4");
        assertThat(service.metric("carillon_conflated_total")).isEqualTo(1);
    }

    private void use(ServiceSettings next) throws InterruptedException {
        service.service.use(next);
    }

    private static AdmissionSettings admission(int maxConnections, AddressLimits perAddress, Origins origins) {
        return new AdmissionSettings(OptionalInt.of(maxConnections), 4096, Optional.empty(), Duration.ofSeconds(10))
                .with(perAddress)
                .with(origins);
    }

    private static AccessSettings keys(ApiKey... keys) {
        return AccessSettings.defaults().with(List.of(keys), Permissions.NONE);
    }

    private static ApiKey key(String name, String secret) {
        return new ApiKey(name, ApiKey.Hash.of(secret), NEWS);
    }

    private static String bearer(String key) {
        return "Authorization: Bearer " + key + "\r\n";
    }

    private static TopicSettings topic(String pattern, SlowReaderPolicy policy, int messages) {
        return new TopicSettings(
                new TopicPattern(pattern),
                policy,
                Optional.of(new HistoryBounds(messages, Long.MAX_VALUE, Duration.ZERO)),
                false,
                Optional.empty());
    }

    private static TopicSettings every(String pattern, Duration interval) {
        return new TopicSettings(
                new TopicPattern(pattern), SlowReaderPolicy.DISCONNECT, Optional.empty(), false, Optional.of(interval));
    }

    private RawClient client() throws IOException {
        RawClient client = new RawClient(service.port());
        clients.add(client);
        return client;
    }

    private RawClient open(String path) throws IOException {
        return RawClient.open(client(), path, "");
    }

    private RawClient session(String... topics) throws IOException {
        RawClient session = open("/ws");
        session.readFrame();
        for (String topic : topics) {
            assertThat(subscribe(session, topic).getString("type")).isEqualTo("subscribed");
        }
        return session;
    }

    private static JsonObject subscribe(RawClient session, String topic) throws IOException {
        return ask(session, new JsonObject().put("type", "subscribe").put("topic", topic));
    }

    private static JsonObject subscribe(RawClient session, String topic, String since) throws IOException {
        return ask(
                session,
                new JsonObject().put("type", "subscribe").put("topic", topic).put("since", since));
    }

    private static JsonObject ask(RawClient session, JsonObject command) throws IOException {
        session.sendText(command.encode());
        return message(session);
    }

    private static JsonObject message(RawClient session) throws IOException {
        String frame = session.readFrame();
        assertThat(frame).startsWith("text {");
        return new JsonObject(frame.substring(5));
    }

    private static String data(RawClient session) throws IOException {
        return message(session).getString("data");
    }

    private void post(String topic, String headers) throws IOException {
        byte[] head = ("POST /topics/" + topic + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                        + headers + "Content-Length: 2\r\n\r\nhi")
                .getBytes(ISO_8859_1);
        assertThat(status(head)).isEqualTo(202);
    }

    private int status(String path, String headers) throws IOException {
        return status(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n").getBytes(ISO_8859_1));
    }

    private int status(byte[] request) throws IOException {
        try (RawClient client = new RawClient(service.port())) {
            client.send(request);
            return Integer.parseInt(client.readHead().split(" ", 3)[1]);
        }
    }
}
