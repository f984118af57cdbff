package dev.carillon.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.Grant;
import dev.carillon.frame.Role;
import dev.carillon.hub.Hub;
import dev.carillon.hub.HubMeters;
import dev.carillon.hub.SlowReaderRules;
import dev.carillon.hub.SweepLimits;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.Receiver;
import dev.carillon.lane.RecordedConnection;
import dev.carillon.log.Start;
import dev.carillon.protocol.StreamForm;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.rate.HandRunRates;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import dev.carillon.websocket.CloseCause;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How event streams begin, stay alive and end; the test sets the time, and there is no socket. */
class EventStreamsTest {
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final Hub hub = new Hub(later::add, () -> 0, HubMeters.SILENT, SweepLimits.DEFAULT, SlowReaderRules.NONE);
    private final Recorder meters = new Recorder();

    @Test
    void connectionsOfOneTopicShareOneReceiver() {
        Endpoints endpoints = endpoints(60);
        RecordedConnection one = open(endpoints, "a");
        RecordedConnection other = open(endpoints, "a");
        assertThat(one.receiver()).isSameAs(other.receiver());
        assertThat(open(endpoints, "b").receiver()).isNotSameAs(one.receiver());
        one.close(Ending.PEER_CLOSED);
        assertThat(open(endpoints, "a").receiver()).isSameAs(other.receiver());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "*", "a *", "a b.**"})
    void aStreamIsInTheHubWhileItIsOpen(String topics) {
        RecordedConnection connection = open(endpoints(60), topics.split(" "));
        publish("a", "x");
        assertThat(sent(connection)).containsExactly("data: x\n\n");
        connection.close(Ending.PEER_LOST);
        publish("a", "y");
        assertThat(sent(connection)).isEmpty();
        assertThat(hub.patternCount()).isZero();
        assertThat(meters.events).containsExactly("opened", "closed VANISHED");
    }

    @Test
    void aStreamThatBeginsInTheLogIsASubscriberOfItsTopic() {
        Endpoints endpoints = endpoints(60);
        RecordedConnection live = open(endpoints, "a");
        RecordedConnection behind = new RecordedConnection(endpoints.eventStream(
                List.of(new TopicPattern("a")), StreamForm.PAYLOAD, Start.since("since", "k3x9f2ab:42"), Grant.OPEN));
        behind.receiver().onOpen(behind);
        assertThat(behind.receiver()).isSameAs(live.receiver());
        publish("a", "x");
        assertThat(sent(behind)).containsExactly("data: x\n\n");
    }

    @Test
    void aCommentIsSentOnceInEachHalfOfTheIdleTimeout() {
        RecordedConnection connection = open(endpoints(60), "a");
        int heard = 0;
        List<Integer> comments = new ArrayList<>();
        for (int second = 0; second <= 200; second += second % 3 == 0 ? 4 : 5) {
            connection.receiver().onVisit(connection, second, second - heard);
            if (connection.silenceRestarted) {
                connection.silenceRestarted = false;
                heard = second;
            }
            if (!sent(connection).isEmpty()) {
                comments.add(second);
            }
        }
        assertThat(comments).hasSize(6);
        for (int i = 1; i < comments.size(); i++) {
            assertThat(comments.get(i) - comments.get(i - 1)).isBetween(30, 35);
        }
    }

    @Test
    void aCommentIsThreeBytes() {
        RecordedConnection connection = open(endpoints(60), "a", "b");
        connection.receiver().onVisit(connection, 29, 29);
        assertThat(sent(connection)).isEmpty();
        connection.receiver().onVisit(connection, 30, 30);
        assertThat(sent(connection)).containsExactly(":\n\n");
    }

    @Test
    void noCommentIsSentToAPeerWithAnOutbox() {
        RecordedConnection connection = open(endpoints(60), "a");
        connection.backlog(1);
        connection.receiver().onVisit(connection, 30, 30);
        assertThat(sent(connection)).isEmpty();
    }

    @Test
    void aPeerMustAcknowledgeWithinTheIdleTimeout() {
        assertThat(open(endpoints(60), "a").acknowledgementTimeout).isEqualTo(Duration.ofSeconds(60));
        assertThat(open(endpoints(60), "a", "b").acknowledgementTimeout).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void withoutAnIdleTimeoutThereAreNoCommentsAndNoAcknowledgementTimeout() {
        RecordedConnection connection = open(endpoints(0), "a");
        connection.receiver().onVisit(connection, 100_000, 100_000);
        assertThat(sent(connection)).isEmpty();
        assertThat(connection.acknowledgementTimeout).isZero();
    }

    @Test
    void bytesOfThePeerAreIgnored() {
        RecordedConnection connection = open(endpoints(60), "a");
        connection.receiver().onBytes(connection, ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8)));
        assertThat(sent(connection)).isEmpty();
        assertThat(connection.isOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a b"})
    void atTheEndOfTheServiceAStreamLeavesTheHubAndEndsWithARetryTime(String topics) {
        RecordedConnection connection = open(endpoints(60), topics.split(" "));
        publish("a", "x");
        connection.receiver().onShutDown(connection, Duration.ofMillis(321));
        publish("a", "y");
        connection.receiver().onShutDown(connection, Duration.ofMillis(321));
        assertThat(sent(connection)).containsExactly("data: x\n\n", "retry: 1321\n\n");
        assertThat(connection.finished).isTrue();
        assertThat(hub.patternCount()).isZero();

        connection.backlog(1);
        connection.receiver().onVisit(connection, 4, 4);
        assertThat(connection.isOpen()).isTrue();
        connection.backlog(0);
        connection.receiver().onVisit(connection, 8, 8);
        assertThat(connection.isOpen()).isFalse();
        assertThat(meters.events).containsExactly("opened", "closed SHUTDOWN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a b"})
    void aStreamThatHasEndedIsNotEndedAgain(String topics) {
        RecordedConnection connection = open(endpoints(60), topics.split(" "));
        connection.close(Ending.PEER_CLOSED);
        connection.receiver().onShutDown(connection, Duration.ofMillis(321));
        assertThat(meters.events).containsExactly("opened", "closed PEER");
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void aStreamIsCountedByItsEnding(Ending ending) {
        open(endpoints(60), "a").close(ending);
        CloseCause expected = switch (ending) {
            case PEER_CLOSED -> CloseCause.PEER;
            case PEER_LOST -> CloseCause.VANISHED;
            case TIMED_OUT -> CloseCause.UNANSWERED;
            case CLOSED_HERE -> CloseCause.DONE;
            case TOO_SLOW -> CloseCause.SLOW;
            case FAULT -> CloseCause.FAULT;
            case LOOP_ENDED -> CloseCause.SHUTDOWN;
        };
        assertThat(meters.events).containsExactly("opened", "closed " + expected);
    }

    private Endpoints endpoints(int idleSeconds) {
        return new Endpoints(
                hub,
                Optional.empty(),
                new WebSockets(Role.SERVER, WebSocketSettings.DEFAULT),
                new TakingPublisher(),
                HandRunRates.unlimited(),
                meters,
                new EndpointLimits(new SessionLimits("1.2.3", 3, 65536, Duration.ofSeconds(idleSeconds)), 65536),
                (secret, connection, then) -> {},
                () -> Instant.EPOCH);
    }

    private static RecordedConnection open(Endpoints endpoints, String... topics) {
        List<TopicPattern> patterns = Stream.of(topics).map(TopicPattern::new).toList();
        RecordedConnection connection =
                new RecordedConnection(endpoints.eventStream(patterns, StreamForm.PAYLOAD, Start.LIVE, Grant.OPEN));
        Receiver first = connection.receiver();
        first.onOpen(connection);
        return connection;
    }

    private void publish(String topic, String text) {
        Publication publication = new Publication(new TopicName(topic), Payload.text(text.getBytes(UTF_8)), 0);
        hub.reserve(publication);
        hub.publish(publication);
        while (!later.isEmpty()) {
            later.remove().run();
        }
    }

    private static List<String> sent(RecordedConnection connection) {
        return connection.takeSent().stream()
                .map(bytes -> new String(bytes, UTF_8))
                .toList();
    }

    private static final class Recorder implements EndpointMeters {
        final List<String> events = new ArrayList<>();

        @Override
        public void streamOpened() {
            events.add("opened");
        }

        @Override
        public void streamClosed(Connection connection, CloseCause cause) {
            events.add("closed " + cause);
        }
    }
}
