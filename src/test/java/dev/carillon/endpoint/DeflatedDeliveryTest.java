package dev.carillon.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.Grant;
import dev.carillon.frame.Compression;
import dev.carillon.frame.MaskedFrames;
import dev.carillon.frame.Role;
import dev.carillon.hub.Hub;
import dev.carillon.hub.HubMeters;
import dev.carillon.hub.SlowReaderRules;
import dev.carillon.hub.SweepLimits;
import dev.carillon.lane.Ending;
import dev.carillon.lane.Receiver;
import dev.carillon.lane.RecordedConnection;
import dev.carillon.log.Start;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.rate.HandRunRates;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import dev.carillon.websocket.WebSocketSettings;
import dev.carillon.websocket.WebSockets;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A publication is deflated once on a node, for all loops and connections. */
class DeflatedDeliveryTest {
    private static final byte[] SUBSCRIBE =
            new MaskedFrames(() -> 7).text("{\"type\":\"subscribe\",\"topic\":\"news\"}".getBytes(UTF_8));

    private final Queue<Runnable> later = new ArrayDeque<>();
    private final List<Hub> hubs = new ArrayList<>();
    private final List<RecordedConnection> plain = new ArrayList<>();
    private final List<RecordedConnection> deflating = new ArrayList<>();
    private final List<RecordedConnection> sessions = new ArrayList<>();
    private final List<Endpoints> loops = List.of(loop(), loop(), loop());

    DeflatedDeliveryTest() {
        for (Endpoints loop : loops) {
            for (int i = 0; i < 50; i++) {
                plain.add(open(loop.topic(new TopicPattern("news"), Compression.NONE, Start.LIVE, Grant.OPEN)));
                deflating.add(
                        open(loop.topic(new TopicPattern("news"), Compression.WINDOW_15, Start.LIVE, Grant.OPEN)));
                RecordedConnection session = open(loop.session(Compression.WINDOW_15, Grant.OPEN));
                session.receiver().onBytes(session, ByteBuffer.wrap(SUBSCRIBE.clone()));
                session.sent.clear();
                sessions.add(session);
            }
        }
    }

    @Test
    void aPublicationIsDeflatedOnceForAllTopicSocketsAndOnceForAllSessions() {
        publish("all the same ".repeat(100));
        assertThat(distinctFrames(deflating))
                .hasSize(1)
                .allMatch(frame -> frame[0] == (byte) 0xc1 && frame.length < 50);
        assertThat(distinctFrames(sessions)).hasSize(1).allMatch(frame -> frame[0] == (byte) 0xc1 && frame.length < 90);
        assertThat(distinctFrames(plain)).hasSize(1).allMatch(frame -> frame[0] == (byte) 0x81 && frame.length > 1300);
    }

    @Test
    void aShortPublicationIsTheSameFrameWithAndWithoutCompression() {
        publish("short");
        Set<byte[]> all = distinctFrames(plain);
        all.addAll(distinctFrames(deflating));
        assertThat(all).hasSize(1);
    }

    @Test
    void aPublicationIsDeflatedOnceForEachWindowThatItDoesNotFitInto() {
        Endpoints loop = loops.getFirst();
        List<RecordedConnection> small = new ArrayList<>();
        List<RecordedConnection> large = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            small.add(open(loop.topic(new TopicPattern("news"), Compression.WINDOW_8, Start.LIVE, Grant.OPEN)));
            large.add(open(loop.topic(new TopicPattern("news"), Compression.WINDOW_14, Start.LIVE, Grant.OPEN)));
        }
        publish("all the same ".repeat(100));
        Set<byte[]> widest = distinctFrames(deflating);
        assertThat(distinctFrames(large)).isEqualTo(widest);
        assertThat(distinctFrames(small)).hasSize(1).doesNotContainAnyElementsOf(widest);
    }

    @Test
    void aClosedConnectionLeavesTheAudienceOfItsKind() {
        deflating.forEach(connection -> connection.close(Ending.PEER_CLOSED));
        sessions.forEach(connection -> connection.close(Ending.PEER_CLOSED));
        assertThat(hubs.getFirst().subscriberCount(new TopicName("news"))).isEqualTo(50);
        publish("still heard");
        assertThat(distinctFrames(plain)).hasSize(1);
        plain.forEach(connection -> connection.close(Ending.PEER_CLOSED));
        assertThat(hubs.getFirst().patternCount()).isZero();
    }

    private Endpoints loop() {
        Hub hub = new Hub(later::add, () -> 0, HubMeters.SILENT, SweepLimits.DEFAULT, SlowReaderRules.NONE);
        hubs.add(hub);
        return new Endpoints(
                hub,
                Optional.empty(),
                new WebSockets(Role.SERVER, WebSocketSettings.DEFAULT),
                new TakingPublisher(),
                HandRunRates.unlimited(),
                EndpointMeters.SILENT,
                new EndpointLimits(new SessionLimits("1.2.3", 3, 65536, Duration.ofSeconds(60)), 65536),
                (secret, connection, then) -> {},
                () -> Instant.EPOCH);
    }

    private static RecordedConnection open(Receiver receiver) {
        RecordedConnection connection = new RecordedConnection(receiver);
        receiver.onOpen(connection);
        return connection;
    }

    /** Publishes as the event bus does: the same object to each loop. */
    private void publish(String text) {
        Publication publication = new Publication(new TopicName("news"), Payload.text(text.getBytes(UTF_8)), 0);
        for (Hub hub : hubs) {
            assertThat(hub.reserve(publication)).isEqualTo(PublishResult.TAKEN);
            hub.publish(publication);
        }
        while (!later.isEmpty()) {
            later.remove().run();
        }
    }

    private static Set<byte[]> distinctFrames(List<RecordedConnection> connections) {
        Set<byte[]> frames = Collections.newSetFromMap(new IdentityHashMap<>());
        for (RecordedConnection connection : connections) {
            assertThat(connection.sent).hasSize(1);
            frames.addAll(connection.sent);
        }
        return frames;
    }
}
