package dev.carillon.door;

import dev.carillon.auth.Grant;
import dev.carillon.config.CompressionChoice;
import dev.carillon.endpoint.Endpoints;
import dev.carillon.handshake.ServerHandshake.Accepted;
import dev.carillon.http.InvalidQuery;
import dev.carillon.http.Query;
import dev.carillon.http.RequestTarget;
import dev.carillon.lane.Receiver;
import dev.carillon.log.InvalidStart;
import dev.carillon.log.Start;
import dev.carillon.protocol.EventWriter;
import dev.carillon.topic.InvalidTopic;
import dev.carillon.topic.TopicPath;
import dev.carillon.topic.TopicPattern;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** The paths at which a WebSocket may be opened, and the receiver for each. */
public final class WebSocketRoutes {
    public static final String SESSIONS = "/ws";
    public static final String ECHO = "/echo";

    /**
     * Payloads without an envelope. A page that sends a token as a subprotocol must also offer one that the service can
     * select.
     */
    private static final Set<String> RAW = Set.of("carillon.raw");

    public final WebSocketRoute sessions;
    public final WebSocketRoute echo;
    private final Endpoints endpoints;
    private final boolean compression;

    /**
     * One path for WebSockets.
     *
     * @param topic the topic or pattern that the client must be permitted to subscribe to
     * @param subprotocols from which the service selects
     * @param compression whether permessage-deflate may be negotiated
     * @param receiver makes the object that handles the WebSocket's events
     */
    record WebSocketRoute(
            Optional<TopicPattern> topic,
            Set<String> subprotocols,
            boolean compression,
            BiFunction<Accepted, Grant, Receiver> receiver) {
        /** Number of topics and patterns that the WebSocket subscribes to when it opens. */
        int topics() {
            return topic.isPresent() ? 1 : 0;
        }
    }

    public WebSocketRoutes(Endpoints endpoints, CompressionChoice choice) {
        this.endpoints = endpoints;
        this.compression = choice != CompressionChoice.OFF;
        this.sessions = new WebSocketRoute(
                Optional.empty(),
                Set.of(EventWriter.PROTOCOL),
                compression,
                (accepted, grant) -> endpoints.session(accepted.compression(), grant));
        this.echo = new WebSocketRoute(
                Optional.empty(),
                RAW,
                choice == CompressionChoice.ALL,
                (accepted, grant) -> endpoints.echo(accepted.compression(), grant));
    }

    /**
     * The route to one topic, or to all topics that match a pattern.
     *
     * @param query has the position to start from
     * @throws InvalidTopic when {@code pattern} is not valid
     * @throws InvalidQuery when {@code query} cannot be read
     * @throws InvalidStart when the position to start from is not valid
     */
    public WebSocketRoute topic(String pattern, Query query) {
        TopicPattern valid = new TopicPattern(pattern);
        Start start = endpoints.requireKnown(Start.of(query.value("since"), query.value("last")));
        return new WebSocketRoute(
                Optional.of(valid),
                RAW,
                compression,
                (accepted, grant) -> endpoints.topic(valid, accepted.compression(), start, grant));
    }

    /** The route for {@code target}; empty for a target that must be normalised or refused with an explanation. */
    Optional<WebSocketRoute> at(String target) {
        String path = RequestTarget.path(target);
        return switch (path) {
            case SESSIONS -> Optional.of(sessions);
            case ECHO -> Optional.of(echo);
            default ->
                path.startsWith(RequestTarget.TOPICS)
                        ? topicIfValid(path.substring(RequestTarget.TOPICS.length()), Query.of(target))
                        : Optional.empty();
        };
    }

    private Optional<WebSocketRoute> topicIfValid(String segment, Query query) {
        try {
            return Optional.of(topic(TopicPath.decode(segment), query));
        } catch (InvalidTopic | InvalidQuery | InvalidStart mistake) {
            return Optional.empty();
        }
    }
}
