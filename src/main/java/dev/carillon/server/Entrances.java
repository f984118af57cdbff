package dev.carillon.server;

import dev.carillon.config.CompressionChoice;
import dev.carillon.endpoint.Endpoints;
import dev.carillon.hub.TopicPattern;
import dev.carillon.lane.Receiver;
import dev.carillon.protocol.EventWriter;
import dev.carillon.publication.InvalidTopic;
import dev.carillon.publication.TopicPath;
import dev.carillon.websocket.ServerHandshake.Accepted;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Where WebSockets may come in, and what becomes of them there. */
final class Entrances {
    static final String SESSIONS = "/ws";
    static final String ECHO = "/echo";
    static final String TOPICS = "/topics/";

    final Entrance sessions;
    final Entrance echo;
    private final Endpoints endpoints;
    private final boolean compression;

    /**
     * One of them.
     *
     * @param subprotocols those that may be agreed on
     * @param compression whether permessage-deflate may be agreed on
     * @param receiver makes what becomes of a WebSocket's events
     */
    record Entrance(Set<String> subprotocols, boolean compression, Function<Accepted, Receiver> receiver) {}

    Entrances(Endpoints endpoints, CompressionChoice choice) {
        this.endpoints = endpoints;
        this.compression = choice != CompressionChoice.OFF;
        this.sessions = new Entrance(
                Set.of(EventWriter.PROTOCOL), compression, accepted -> endpoints.session(accepted.compression()));
        this.echo = new Entrance(
                Set.of(), choice == CompressionChoice.ALL, accepted -> endpoints.echo(accepted.compression()));
    }

    /** @throws InvalidTopic when {@code pattern} is none */
    Entrance topic(String pattern) {
        TopicPattern valid = new TopicPattern(pattern);
        return new Entrance(Set.of(), compression, accepted -> endpoints.topic(valid, accepted.compression()));
    }

    /** The entrance that {@code target} names, a query aside; what has to be normalised or explained names none. */
    Optional<Entrance> at(String target) {
        String path = RequestTarget.path(target);
        return switch (path) {
            case SESSIONS -> Optional.of(sessions);
            case ECHO -> Optional.of(echo);
            default -> path.startsWith(TOPICS) ? topicIfValid(path.substring(TOPICS.length())) : Optional.empty();
        };
    }

    private Optional<Entrance> topicIfValid(String segment) {
        try {
            return Optional.of(topic(TopicPath.decode(segment)));
        } catch (InvalidTopic notOne) {
            return Optional.empty();
        }
    }
}
