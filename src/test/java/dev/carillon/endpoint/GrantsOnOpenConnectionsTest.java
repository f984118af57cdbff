package dev.carillon.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.AcceptedKey;
import dev.carillon.auth.Grant;
import dev.carillon.auth.Permissions;
import dev.carillon.frame.Compression;
import dev.carillon.frame.MaskedFrames;
import dev.carillon.frame.Role;
import dev.carillon.hub.Hub;
import dev.carillon.hub.HubMeters;
import dev.carillon.hub.SlowReaderRules;
import dev.carillon.hub.SweepLimits;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Receiver;
import dev.carillon.lane.RecordedConnection;
import dev.carillon.log.Start;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.StreamForm;
import dev.carillon.rate.HandRunRates;
import dev.carillon.topic.TopicPattern;
import dev.carillon.websocket.CloseCause;
import dev.carillon.websocket.WebSocketSettings;
import dev.carillon.websocket.WebSockets;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The permissions of an open connection, and their end; the test sets the clock. */
class GrantsOnOpenConnectionsTest {
    private static final MaskedFrames CLIENT = new MaskedFrames(() -> 0x01020304);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AcceptedKey key = new AcceptedKey("billing");
    private final Hub hub = new Hub(later -> {}, () -> 0, HubMeters.SILENT, SweepLimits.DEFAULT, SlowReaderRules.NONE);
    private final Map<String, Consumer<Consumer<Renewal.Result>>> renewals = new HashMap<>();
    private final List<CloseCause> closed = new ArrayList<>();
    private Instant now = START;

    private final Endpoints endpoints = new Endpoints(
            hub,
            Optional.empty(),
            new WebSockets(Role.SERVER, WebSocketSettings.DEFAULT),
            new TakingPublisher(),
            HandRunRates.unlimited(),
            new EndpointMeters() {
                @Override
                public void closed(Connection connection, CloseCause cause, int code) {
                    closed.add(cause);
                }

                @Override
                public void streamClosed(Connection connection, CloseCause cause) {
                    closed.add(cause);
                }
            },
            new EndpointLimits(new SessionLimits("1.2.3", 10, 65536, Duration.ofSeconds(60)), 65536),
            (secret, connection, then) ->
                    Objects.requireNonNull(renewals.get(secret)).accept(then),
            () -> now);

    // ---- what may be done

    @Test
    void aSessionMaySubscribeAndPublishAsItsGrantPermits() {
        RecordedConnection session = session(grant("news.**", "chat.*", Grant.NEVER));
        say(session, "{\"type\":\"subscribe\",\"id\":1,\"topic\":\"news.*\"}");
        say(session, "{\"type\":\"subscribe\",\"id\":2,\"topic\":\"**\"}");
        say(session, "{\"type\":\"subscribe\",\"id\":3,\"topic\":\"chat.a\"}");
        say(session, "{\"type\":\"publish\",\"id\":4,\"topic\":\"chat.a\",\"data\":1}");
        say(session, "{\"type\":\"publish\",\"id\":5,\"topic\":\"news.a\",\"data\":1}");
        assertThat(told(session))
                .containsExactly(
                        "{\"type\":\"subscribed\",\"id\":1,\"topic\":\"news.*\"}",
                        forbidden(2, "subscribe", "**"),
                        forbidden(3, "subscribe", "chat.a"),
                        "{\"type\":\"published\",\"id\":4,\"topic\":\"chat.a\"}",
                        forbidden(5, "publish", "news.a"));
        assertThat(hub.subscriptionCount()).isEqualTo(1);
    }

    @Test
    void aRawWebSocketThatPublishesWithoutPermissionIsClosed() {
        RecordedConnection raw = raw("news.a", grant("news.**", "chat.*", Grant.NEVER));
        say(raw, "hello");
        assertThat(told(raw))
                .containsExactly(
                        "close 1008 expected no message, because these credentials do not permit publishing to news.a");
        assertThat(hub.subscriptionCount()).isZero();
    }

    @Test
    void aRawWebSocketPublishesWithPermission() {
        RecordedConnection raw = raw("chat.a", grant("**", "chat.*", Grant.NEVER));
        say(raw, "hello");
        assertThat(told(raw)).isEmpty();
    }

    // ---- the end

    @Test
    void aRawWebSocketIsClosedWhenItsGrantExpires() {
        RecordedConnection raw =
                raw("a", grant("**", "**", START.plusSeconds(60).toEpochMilli()));
        visit(raw, START.plusSeconds(60).minusMillis(1));
        assertThat(told(raw)).isEmpty();
        visit(raw, START.plusSeconds(60));
        assertThat(told(raw))
                .containsExactly("close 3000 the credentials have expired: reconnect with other credentials");
        assertThat(hub.subscriptionCount()).isZero();
    }

    @Test
    void anEchoIsClosedWhenItsGrantExpires() {
        RecordedConnection echo = opened(endpoints.echo(
                Compression.NONE, grant("**", "**", START.plusSeconds(60).toEpochMilli())));
        visit(echo, START.plusSeconds(60));
        assertThat(told(echo))
                .containsExactly("close 3000 the credentials have expired: reconnect with other credentials");
    }

    @Test
    void aSessionIsWarnedOnceAndThenClosed() {
        RecordedConnection session =
                session(grant("**", "**", START.plusSeconds(60).toEpochMilli()));
        visit(session, START.plusSeconds(29));
        assertThat(told(session)).isEmpty();
        visit(session, START.plusSeconds(32));
        visit(session, START.plusSeconds(36));
        assertThat(told(session)).containsExactly("{\"type\":\"expiring\",\"expiresInMs\":28000}");
        visit(session, START.plusSeconds(61));
        assertThat(told(session))
                .containsExactly("close 3000 the credentials have expired: reconnect with other credentials");
    }

    @Test
    void theWelcomeOfASessionHasTheExpiryOfItsGrant() {
        RecordedConnection session = opened(endpoints.session(
                Compression.NONE, grant("**", "**", START.plusSeconds(60).toEpochMilli())));
        assertThat(told(session)).singleElement().asString().endsWith(",\"expiresInMs\":60000}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a b"})
    void anEventStreamEndsWhenItsGrantExpires(String topics) {
        RecordedConnection stream =
                stream(topics, grant("**", "**", START.plusSeconds(60).toEpochMilli()));
        visit(stream, START.plusSeconds(59));
        assertThat(stream.takeSent()).isEmpty();
        visit(stream, START.plusSeconds(60));
        assertThat(stream.takeSent())
                .singleElement()
                .satisfies(event -> assertThat(new String(event, UTF_8))
                        .isEqualTo("event: expired\ndata: {\"type\":\"expired\"}\n\n"));
        assertThat(hub.subscriptionCount()).isZero();
        visit(stream, START.plusSeconds(64));
        assertThat(stream.isOpen()).isFalse();
        assertThat(closed).containsExactly(CloseCause.EXPIRED);
    }

    @Test
    void anExpiredEventStreamWhoseClientDoesNotReadIsClosedAfterFiveSeconds() {
        RecordedConnection stream = stream("a", grant("**", "**", START.toEpochMilli()));
        stream.backlog(1000);
        stream.receiver().onVisit(stream, 10, 0);
        stream.receiver().onVisit(stream, 14, 0);
        assertThat(stream.isOpen()).isTrue();
        stream.receiver().onVisit(stream, 15, 0);
        assertThat(stream.isOpen()).isFalse();
    }

    @Test
    void grantsEndWithTheirKey() {
        RecordedConnection session = session(grant("**", "**", Grant.NEVER));
        RecordedConnection raw = raw("a", grant("**", "**", Grant.NEVER));
        key.revoke();
        visit(session, START);
        visit(raw, START);
        String told = "close 3000 the key of these credentials is accepted no more: reconnect with other credentials";
        assertThat(told(session)).containsExactly(told);
        assertThat(told(raw)).containsExactly(told);
    }

    @Test
    void aGrantThatCannotEndReadsNoClock() {
        RecordedConnection session = session(Grant.OPEN);
        visit(session, Instant.MAX);
        assertThat(told(session)).isEmpty();
    }

    // ---- renewal

    @Test
    void authenticateReplacesTheGrantAndItsExpiry() {
        RecordedConnection session =
                session(grant("news.**", "**", START.plusSeconds(60).toEpochMilli()));
        renewals.put(
                "new",
                then -> then.accept(new Renewal.Accepted(
                        grant("chat.**", "**", START.plusSeconds(3600).toEpochMilli()))));
        say(session, "{\"type\":\"authenticate\",\"id\":1,\"token\":\"new\"}");
        say(session, "{\"type\":\"subscribe\",\"id\":2,\"topic\":\"chat.a\"}");
        assertThat(told(session))
                .containsExactly(
                        "{\"type\":\"authenticated\",\"id\":1,\"expiresInMs\":3600000}",
                        "{\"type\":\"subscribed\",\"id\":2,\"topic\":\"chat.a\"}");
        visit(session, START.plusSeconds(61));
        assertThat(told(session)).isEmpty();
        visit(session, START.plusSeconds(3580));
        assertThat(told(session)).containsExactly("{\"type\":\"expiring\",\"expiresInMs\":20000}");
    }

    @Test
    void subscriptionsThatNewCredentialsDoNotPermitEnd() {
        RecordedConnection session = session(grant("**", "**", Grant.NEVER));
        say(session, "{\"type\":\"subscribe\",\"topic\":\"news.a\"}");
        say(session, "{\"type\":\"subscribe\",\"topic\":\"chat.*\"}");
        told(session);
        renewals.put("less", then -> then.accept(new Renewal.Accepted(grant("news.*", "**", Grant.NEVER))));
        say(session, "{\"type\":\"authenticate\",\"id\":1,\"token\":\"less\"}");
        assertThat(told(session))
                .containsExactly(
                        "{\"type\":\"unsubscribed\",\"topic\":\"chat.*\"}", "{\"type\":\"authenticated\",\"id\":1}");
        assertThat(hub.subscriptionCount()).isEqualTo(1);
    }

    @Test
    void refusedCredentialsChangeNothing() {
        RecordedConnection session = session(grant("news.**", "**", Grant.NEVER));
        renewals.put("bad", then -> then.accept(new Renewal.Refused(ErrorCode.UNAUTHORIZED, "expected another")));
        say(session, "{\"type\":\"authenticate\",\"id\":1,\"token\":\"bad\"}");
        say(session, "{\"type\":\"subscribe\",\"id\":2,\"topic\":\"news.a\"}");
        assertThat(told(session))
                .containsExactly(
                        "{\"type\":\"error\",\"id\":1,\"code\":\"unauthorized\",\"message\":\"expected another\"}",
                        "{\"type\":\"subscribed\",\"id\":2,\"topic\":\"news.a\"}");
    }

    @Test
    void aSessionThatIsClosingReceivesNoAnswer() {
        List<Consumer<Renewal.Result>> waiting = new ArrayList<>();
        renewals.put("slow", waiting::add);
        RecordedConnection session =
                session(grant("**", "**", START.plusSeconds(60).toEpochMilli()));
        say(session, "{\"type\":\"authenticate\",\"token\":\"slow\"}");
        visit(session, START.plusSeconds(60));
        told(session);
        waiting.getFirst().accept(new Renewal.Accepted(grant("**", "**", Grant.NEVER)));
        assertThat(told(session)).isEmpty();
    }

    // ---- in short

    private Grant grant(String subscribe, String publish, long expiresAtMillis) {
        return new Grant(
                new Permissions(List.of(new TopicPattern(subscribe)), List.of(new TopicPattern(publish))),
                expiresAtMillis,
                key);
    }

    private RecordedConnection session(Grant grant) {
        RecordedConnection session = opened(endpoints.session(Compression.NONE, grant));
        told(session);
        return session;
    }

    private RecordedConnection raw(String topic, Grant grant) {
        return opened(endpoints.topic(new TopicPattern(topic), Compression.NONE, Start.LIVE, grant));
    }

    private RecordedConnection stream(String topics, Grant grant) {
        List<TopicPattern> patterns =
                Stream.of(topics.split(" ")).map(TopicPattern::new).toList();
        return opened(endpoints.eventStream(patterns, StreamForm.PAYLOAD, Start.LIVE, grant));
    }

    private static RecordedConnection opened(Receiver receiver) {
        RecordedConnection connection = new RecordedConnection(receiver);
        connection.receiver().onOpen(connection);
        return connection;
    }

    private void visit(Connection connection, Instant time) {
        now = time;
        connection.receiver().onVisit(connection, 0, 0);
    }

    private static void say(Connection connection, String text) {
        connection.receiver().onBytes(connection, ByteBuffer.wrap(CLIENT.text(text.getBytes(UTF_8))));
    }

    private static String forbidden(int id, String what, String topic) {
        return "{\"type\":\"error\",\"id\":" + id + ",\"code\":\"forbidden\",\"message\":\"expected a topic that these"
                + " credentials permit to " + what + " to, but was " + topic + "\"}";
    }

    private static List<String> told(RecordedConnection connection) {
        return connection.takeSent().stream()
                .map(GrantsOnOpenConnectionsTest::shown)
                .toList();
    }

    private static String shown(byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        boolean close = bytes.get() == (byte) 0x88;
        if (bytes.get() == 126) {
            bytes.getShort();
        }
        String code = close ? "close " + bytes.getShort() + " " : "";
        return code + UTF_8.decode(bytes);
    }
}
