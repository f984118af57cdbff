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

/** The paths at which a WebSocket may be opened, and what becomes of it there. */
public final class WebSocketRoutes {
    public static final String SESSIONS = "/ws";
    public static final String ECHO = "/echo";

    /** Payloads as they are. A page that sends a token as a subprotocol has to offer one beside it that can be agreed on. */
    private static final Set<String> RAW = Set.of("carillon.raw");

    public final WebSocketRoute sessions;
    public final WebSocketRoute echo;
    private final Endpoints endpoints;
    private final boolean compression;

    /**
     * One of them.
     *
     * @param topic what its client has to be permitted to subscribe to
     * @param subprotocols those that may be agreed on
     * @param compression whether permessage-deflate may be agreed on
     * @param receiver makes what becomes of a WebSocket's events
     */
    record WebSocketRoute(
            Optional<TopicPattern> topic,
            Set<String> subprotocols,
            boolean compression,
            BiFunction<Accepted, Grant, Receiver> receiver) {
        /** Topics and patterns that it subscribes to from its beginning. */
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
     * The route to one topic, or to all that a pattern matches.
     *
     * @param query says where it begins
     * @throws InvalidTopic when {@code pattern} is none
     * @throws InvalidQuery when {@code query} cannot be read
     * @throws InvalidStart when it says no place to begin
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

    /** The route that {@code target} names; what has to be normalised or explained names none. */
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
