package dev.carillon.endpoint;

import dev.carillon.auth.Grant;
import dev.carillon.catchup.Beginning;
import dev.carillon.lane.BeginReceiver;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.Receiver;
import dev.carillon.log.Start;
import dev.carillon.protocol.StreamForm;
import dev.carillon.protocol.StreamText;
import dev.carillon.topic.TopicPattern;
import dev.carillon.websocket.CloseCause;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The state that all event streams of a loop share: how they begin, stay alive and end. */
final class EventStreams {
    /**
     * The time for a client to read the last bytes of an expired stream. A WebSocket has its closing handshake for
     * this.
     */
    private static final int LAST_SECONDS = 5;

    /**
     * An {@code EventSource} uses the last {@code retry:} for all further attempts, and does not back off by itself.
     */
    private static final Duration LEAST_RETRY = Duration.ofSeconds(1);

    private static final byte[] COMMENT = StreamText.comment();
    private static final byte[] MISSED = StreamText.missed(OptionalLong.empty());

    private final Endpoints endpoints;
    private final Map<StreamKey, TopicStream> topics = new HashMap<>();
    private final Map<StreamForm, Sessions> kinds = new EnumMap<>(StreamForm.class);
    private final Receiver shutDown = new Ended(CloseCause.SHUTDOWN, Integer.MAX_VALUE);

    EventStreams(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    /** The receiver for a connection that subscribes to {@code wanted}. */
    Receiver of(List<TopicPattern> wanted, StreamForm form, Start start, Grant grant) {
        if (wanted.size() > 1) {
            Sessions kind =
                    kinds.computeIfAbsent(form, first -> new Sessions(endpoints, first, EventStreams::reportMissed));
            return new BeginReceiver(connection -> TopicsStream.open(this, kind, grant, connection, wanted, start));
        }
        StreamKey key = new StreamKey(wanted.getFirst(), form, grant);
        TopicStream known = topics.get(key);
        TopicStream stream = known != null ? known : new TopicStream(this, key);
        return start.equals(Start.LIVE)
                ? stream
                : new BeginReceiver(connection -> {
                    connection.receiver(stream);
                    stream.open(connection, start);
                });
    }

    TopicMembers members(StreamKey key) {
        return new TopicMembers(endpoints, key.pattern(), key.form(), Optional.of(EventStreams::reportMissed));
    }

    /**
     * Sends the id at which the stream begins, so that a client that disconnects before the first event can resume
     * there.
     */
    void began(Connection connection, List<Beginning> beginnings) {
        endpoints.resumable(beginnings).ifPresent(id -> connection.send(StreamText.id(id)));
        if (beginnings.stream().anyMatch(Beginning::isIncomplete)) {
            reportMissed(connection);
        }
    }

    private static void reportMissed(Connection connection) {
        connection.send(MISSED);
    }

    /** The first open stream of a key serves all later connections with this key, until its last connection ends. */
    void opened(TopicStream stream) {
        topics.putIfAbsent(stream.key(), stream);
    }

    void emptied(TopicStream stream) {
        topics.remove(stream.key(), stream);
    }

    /** {@code connection} has become a stream and has its receiver. */
    void opened(Connection connection) {
        endpoints.meters.streamOpened();
        if (!idleTimeout().isZero()) {
            connection.acknowledgementTimeout(idleTimeout());
        }
    }

    /** A client can end a stream only by closing its side. */
    void closed(Connection connection, Ending ending) {
        endpoints.meters.streamClosed(
                connection, ending == Ending.PEER_CLOSED ? CloseCause.PEER : CloseCause.of(ending));
    }

    /**
     * Sends a comment each half of the idle timeout, if nothing waits for the peer. Proxies then treat the stream as
     * active, and a peer that is gone does not acknowledge the comment.
     */
    void visit(Connection connection, int silentSeconds) {
        long limit = idleTimeout().toSeconds();
        if (limit > 0 && 2L * silentSeconds >= limit) {
            connection.restartSilence();
            if (connection.backlogBytes() == 0) {
                connection.send(COMMENT);
            }
        }
    }

    /**
     * Ends the stream on {@code connection}, which has left the hub; its client reconnects after {@code
     * reconnectAfter}.
     */
    void shutDown(Connection connection, Duration reconnectAfter) {
        connection.receiver(shutDown);
        connection.send(StreamText.retry(reconnectAfter.plus(LEAST_RETRY)));
        connection.finish();
    }

    boolean hasEnded(Grant grant) {
        return endpoints.hasEnded(grant);
    }

    /** Ends the stream on {@code connection}, which has left the hub; its client needs other credentials. */
    void expire(Connection connection, int nowSeconds) {
        connection.receiver(new Ended(CloseCause.EXPIRED, nowSeconds + LAST_SECONDS));
        connection.send(StreamText.expired());
        connection.finish();
    }

    private Duration idleTimeout() {
        return endpoints.limits.idleTimeout();
    }

    /** Our side ends after the last bytes. A client that reads them closes the connection. */
    private final class Ended implements Receiver {
        private final CloseCause cause;
        private final int deadline;

        /** @param deadline in seconds of the lane; until then a client can read the end */
        Ended(CloseCause cause, int deadline) {
            this.cause = cause;
            this.deadline = deadline;
        }

        @Override
        public void onBytes(Connection connection, ByteBuffer bytes) {}

        @Override
        public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {
            if (connection.backlogBytes() == 0 || nowSeconds >= deadline) {
                connection.close(Ending.CLOSED_HERE);
            }
        }

        @Override
        public void onShutDown(Connection connection, Duration reconnectAfter) {}

        @Override
        public void onClosed(Connection connection, Ending ending) {
            endpoints.meters.streamClosed(connection, cause);
        }
    }
}
