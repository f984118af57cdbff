package dev.carillon.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.Grant;
import dev.carillon.config.Rate;
import dev.carillon.config.RateSettings;
import dev.carillon.config.RateSettings.Limits;
import dev.carillon.frame.Compression;
import dev.carillon.frame.MaskedFrames;
import dev.carillon.frame.Role;
import dev.carillon.hub.Hub;
import dev.carillon.hub.HubMeters;
import dev.carillon.hub.SlowReaderRules;
import dev.carillon.hub.SweepLimits;
import dev.carillon.lane.Ending;
import dev.carillon.lane.RecordedConnection;
import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.KeyReused;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Busy;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.rate.HandRunRates;
import dev.carillon.topic.TopicName;
import dev.carillon.websocket.WebSocketSettings;
import dev.carillon.websocket.WebSockets;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** What a client of carillon.v1 receives, with a hub whose sweep the test runs. */
class SessionTest {
    private static final MaskedFrames CLIENT = new MaskedFrames(() -> 0x01020304);

    private final Queue<Runnable> later = new ArrayDeque<>();
    private final Hub hub = new Hub(later::add, () -> 0, HubMeters.SILENT, SweepLimits.DEFAULT, SlowReaderRules.NONE);
    private boolean publisherTakes = true;
    private final List<String> keys = new ArrayList<>();
    private final Publisher publisher = new RecordedPublisher();
    private final HandRunRates rates = new HandRunRates(RateSettings.NONE);
    private PublishResult taken = PublishResult.TAKEN;
    private final Endpoints endpoints = new Endpoints(
            hub,
            Optional.empty(),
            new WebSockets(Role.SERVER, WebSocketSettings.DEFAULT),
            publisher,
            rates.loop(),
            EndpointMeters.SILENT,
            new EndpointLimits(new SessionLimits("1.2.3", 3, 65536, Duration.ofSeconds(60)), 65536),
            (secret, connection, then) -> {},
            () -> Instant.EPOCH);
    private final RecordedConnection connection =
            new RecordedConnection(endpoints.session(Compression.NONE, Grant.OPEN));

    SessionTest() {
        connection.receiver().onOpen(connection);
    }

    @Test
    void aSessionBeginsWithAWelcomeWithItsLimits() {
        assertThat(told())
                .containsExactly("{\"type\":\"welcome\",\"protocol\":\"carillon.v1\",\"version\":\"1.2.3\","
                        + "\"maxMessageBytes\":65536,\"idleTimeoutSeconds\":60,\"maxSubscriptions\":3}");
    }

    @Test
    void aSubscriberReceivesAConfirmationAndThenPublications() {
        told();
        say("{\"type\":\"subscribe\",\"id\":1,\"topic\":\"news.*\"}");
        publish("news.today", "hello");
        sweep();
        assertThat(told())
                .containsExactly(
                        "{\"type\":\"subscribed\",\"id\":1,\"topic\":\"news.*\"}",
                        "{\"type\":\"message\",\"topic\":\"news.today\",\"data\":\"hello\"}");
    }

    @Test
    void aPublicationThatMatchesTwoSubscriptionsIsDeliveredOnce() {
        subscribed("news.*", "news.today", "**");
        publish("news.today", "both");
        publish("weather", "one");
        sweep();
        // Order holds within a topic; these are two.
        assertThat(told()).containsExactlyInAnyOrder(message("news.today", "both"), message("weather", "one"));
    }

    @Test
    void publicationsBeforeAnUnsubscribeComeBeforeItsAnswerAndOnlyOnce() {
        subscribed("news.*", "news.**");
        publish("news.today", "before");
        say("{\"type\":\"unsubscribe\",\"topic\":\"news.*\"}");
        publish("news.today", "after");
        sweep();
        assertThat(told())
                .containsExactly(
                        message("news.today", "before"),
                        "{\"type\":\"unsubscribed\",\"topic\":\"news.*\"}",
                        message("news.today", "after"));
    }

    @Test
    void unsubscribingTheNewerOfTwoLosesNothing() {
        subscribed("news.*", "news.**");
        publish("news.today", "before");
        say("{\"type\":\"unsubscribe\",\"topic\":\"news.**\"}");
        sweep();
        assertThat(told())
                .containsExactly(message("news.today", "before"), "{\"type\":\"unsubscribed\",\"topic\":\"news.**\"}");
    }

    @Test
    void aPublishIsAnsweredOnlyIfItHasAnId() {
        subscribed("chat");
        say("{\"type\":\"publish\",\"id\":7,\"topic\":\"chat\",\"data\":{\"n\":1}}");
        say("{\"type\":\"publish\",\"topic\":\"chat\",\"data\":2}");
        sweep();
        assertThat(told())
                .containsExactly(
                        "{\"type\":\"published\",\"id\":7,\"topic\":\"chat\"}",
                        "{\"type\":\"message\",\"topic\":\"chat\",\"data\":{\"n\":1}}",
                        "{\"type\":\"message\",\"topic\":\"chat\",\"data\":2}");
    }

    @Test
    void theAnswerOfARememberedPublicationHasItsId() {
        told();
        taken = new Taken(Optional.of(new MessageId("k3x9f2ab", 58)));
        say("{\"type\":\"publish\",\"id\":7,\"topic\":\"chat\",\"data\":1}");
        assertThat(told())
                .containsExactly("{\"type\":\"published\",\"id\":7,\"topic\":\"chat\",\"messageId\":\"k3x9f2ab:58\"}");
    }

    @Test
    void aRefusedPublicationIsAnError() {
        told();
        publisherTakes = false;
        say("{\"type\":\"publish\",\"id\":7,\"topic\":\"chat\",\"data\":1}");
        assertThat(told())
                .containsExactly("{\"type\":\"error\",\"id\":7,\"code\":\"try-again-later\",\"message\":"
                        + "\"too many publications are pending: 5 of 4 bytes\"}");
    }

    @Test
    void aKeyIsPassedOnAndAReusedKeyIsAnError() {
        told();
        say("{\"type\":\"publish\",\"id\":7,\"topic\":\"chat\",\"data\":1,\"key\":\"k-1\"}");
        say("{\"type\":\"publish\",\"id\":8,\"topic\":\"chat\",\"data\":1,\"key\":\"reused\"}");
        assertThat(told())
                .containsExactly(
                        "{\"type\":\"published\",\"id\":7,\"topic\":\"chat\"}",
                        "{\"type\":\"error\",\"id\":8,\"code\":\"key-reused\",\"message\":\"expected the topic and the"
                                + " payload that were published under the idempotency key 'reused' before, but they"
                                + " differ: give each publication its own key\"}");
        assertThat(keys).containsExactly("k-1", "reused");
    }

    @Test
    void aPublicationOverTheRateIsRefusedWithARetryTime() {
        told();
        rates.node.use(new RateSettings(perConnection(new Rate(2)), Limits.NONE, Optional.empty()));
        say("{\"type\":\"publish\",\"topic\":\"chat\",\"data\":1,\"key\":\"k-1\"}");
        say("{\"type\":\"publish\",\"topic\":\"chat\",\"data\":2,\"key\":\"k-2\"}");
        say("{\"type\":\"publish\",\"id\":7,\"topic\":\"chat\",\"data\":3,\"key\":\"k-3\"}");
        assertThat(told())
                .containsExactly("{\"type\":\"error\",\"id\":7,\"code\":\"rate-limited\",\"message\":"
                        + "\"expected at most 2/s publications of one connection, but was one more: try again in 500 ms\","
                        + "\"retryAfterMs\":500}");
        assertThat(keys).containsExactly("k-1", "k-2");
        rates.pass(Duration.ofMillis(500));
        say("{\"type\":\"publish\",\"id\":8,\"topic\":\"chat\",\"data\":3,\"key\":\"k-3\"}");
        assertThat(told()).containsExactly("{\"type\":\"published\",\"id\":8,\"topic\":\"chat\"}");
    }

    @Test
    void aSubscriptionOverTheRateIsRefusedWithARetryTime() {
        told();
        rates.node.use(new RateSettings(Limits.NONE, perConnection(Rate.perMinute(2)), Optional.empty()));
        say("{\"type\":\"subscribe\",\"id\":1,\"topic\":\"a\"}");
        say("{\"type\":\"subscribe\",\"id\":2,\"topic\":\"a\"}");
        say("{\"type\":\"subscribe\",\"id\":3,\"topic\":\"b\"}");
        say("{\"type\":\"subscribe\",\"id\":4,\"topic\":\"c\"}");
        assertThat(told())
                .containsExactly(
                        "{\"type\":\"subscribed\",\"id\":1,\"topic\":\"a\"}",
                        "{\"type\":\"error\",\"id\":2,\"code\":\"already-subscribed\",\"message\":"
                                + "\"expected a topic that is not subscribed to yet, but was a\"}",
                        "{\"type\":\"subscribed\",\"id\":3,\"topic\":\"b\"}",
                        "{\"type\":\"error\",\"id\":4,\"code\":\"rate-limited\",\"message\":\"expected at most 2/m"
                                + " subscriptions of one connection, but was one more: try again in 30000 ms\","
                                + "\"retryAfterMs\":30000}");
        rates.pass(Duration.ofSeconds(30));
        say("{\"type\":\"subscribe\",\"id\":5,\"topic\":\"c\"}");
        assertThat(told()).containsExactly("{\"type\":\"subscribed\",\"id\":5,\"topic\":\"c\"}");
    }

    @Test
    void deliveriesAreNotCounted() {
        subscribed("chat");
        rates.node.use(new RateSettings(perConnection(new Rate(1)), perConnection(new Rate(1)), Optional.empty()));
        for (int i = 0; i < 100; i++) {
            publish("chat", "one");
        }
        sweep();
        assertThat(told()).hasSize(100);
    }

    private static Limits perConnection(Rate rate) {
        return new Limits(Optional.empty(), Optional.of(rate), Optional.empty());
    }

    @Test
    void aPingIsAnswered() {
        told();
        say("{\"type\":\"ping\",\"id\":3}");
        assertThat(told()).containsExactly("{\"type\":\"pong\",\"id\":3}");
    }

    @Test
    void aMistakeIsReportedAndTheWebSocketStaysOpen() {
        told();
        say("{\"type\":\"dance\",\"id\":3}");
        assertThat(told())
                .containsExactly("{\"type\":\"error\",\"id\":3,\"code\":\"unknown-type\",\"message\":"
                        + "\"type must be subscribe, unsubscribe, publish, authenticate or ping, was 'dance'\"}");
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void aRepeatedSubscribeOrUnknownUnsubscribeReceivesAnError() {
        subscribed("a");
        say("{\"type\":\"subscribe\",\"topic\":\"a\"}");
        say("{\"type\":\"unsubscribe\",\"topic\":\"b\"}");
        assertThat(told())
                .containsExactly(
                        "{\"type\":\"error\",\"code\":\"already-subscribed\",\"message\":"
                                + "\"expected a topic that is not subscribed to yet, but was a\"}",
                        "{\"type\":\"error\",\"code\":\"not-subscribed\",\"message\":"
                                + "\"expected a topic that is subscribed to, but was b\"}");
    }

    @Test
    void subscriptionsHaveALimit() {
        subscribed("a", "b", "c");
        say("{\"type\":\"subscribe\",\"id\":9,\"topic\":\"d\"}");
        assertThat(told())
                .containsExactly("{\"type\":\"error\",\"id\":9,\"code\":\"too-many-subscriptions\",\"message\":"
                        + "\"expected at most 3 subscriptions, but was one more\"}");
    }

    @Test
    void aBinaryMessageIsNotACommand() {
        told();
        connection.receiver().onBytes(connection, ByteBuffer.wrap(CLIENT.binary(new byte[] {1})));
        byte[] close = connection.takeSent().getFirst();
        assertThat(((close[2] & 0xff) << 8) | (close[3] & 0xff)).isEqualTo(1003);
        assertThat(new String(close, 4, close.length - 4, UTF_8))
                .isEqualTo("expected commands as JSON in text messages, but was a binary message");
    }

    @Test
    void aClosedSessionLeavesAllItsTopics() {
        subscribed("a", "b.*");
        connection.close(Ending.PEER_LOST);
        assertThat(hub.patternCount()).isZero();
    }

    private final class RecordedPublisher implements Publisher {
        @Override
        public PublishResult publish(TopicName topic, Payload payload) {
            if (!publisherTakes) {
                return new Busy(5, 4);
            }
            Publication publication = new Publication(topic, payload, 0);
            assertThat(hub.reserve(publication)).isInstanceOf(Taken.class);
            hub.publish(publication);
            return taken;
        }

        @Override
        public List<PublishResult> publish(List<TopicName> topics, Payload payload, IdempotencyKey key) {
            keys.add(key.value());
            if (key.value().equals("reused")) {
                throw new KeyReused(key);
            }
            return topics.stream().map(topic -> publish(topic, payload)).toList();
        }
    }

    private void publish(String topic, String text) {
        publisher.publish(new TopicName(topic), Payload.text(text.getBytes(UTF_8)));
    }

    private void say(String command) {
        connection.receiver().onBytes(connection, ByteBuffer.wrap(CLIENT.text(command.getBytes(UTF_8))));
    }

    private void subscribed(String... topics) {
        for (String topic : topics) {
            say("{\"type\":\"subscribe\",\"topic\":\"" + topic + "\"}");
        }
        told();
    }

    private void sweep() {
        while (!later.isEmpty()) {
            later.remove().run();
        }
    }

    private static String message(String topic, String data) {
        return "{\"type\":\"message\",\"topic\":\"" + topic + "\",\"data\":\"" + data + "\"}";
    }

    /** The text frames sent since the last call, without their headers. */
    private List<String> told() {
        return connection.takeSent().stream().map(SessionTest::text).toList();
    }

    private static String text(byte[] frame) {
        assertThat(frame[0]).isEqualTo((byte) 0x81);
        int header = frame[1] == 126 ? 4 : 2;
        return new String(frame, header, frame.length - header, UTF_8);
    }
}
