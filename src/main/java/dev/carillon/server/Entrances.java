package dev.carillon.server;

import dev.carillon.endpoint.Endpoints;
import dev.carillon.hub.TopicPattern;
import dev.carillon.lane.Receiver;
import dev.carillon.protocol.EventWriter;
import dev.carillon.publication.InvalidTopic;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Where WebSockets may come in, and what becomes of them there. */
final class Entrances {
    static final String SESSIONS = "/ws";
    static final String ECHO = "/echo";
    static final String TOPICS = "/topics/";

    final Entrance sessions;
    final Entrance echo;
    private final Endpoints endpoints;

    /**
     * One of them.
     *
     * @param subprotocols those that may be agreed on
     * @param receiver makes what becomes of a WebSocket's events
     */
    record Entrance(Set<String> subprotocols, Supplier<Receiver> receiver) {}

    Entrances(Endpoints endpoints) {
        this.endpoints = endpoints;
        this.sessions = new Entrance(Set.of(EventWriter.PROTOCOL), endpoints::session);
        this.echo = new Entrance(Set.of(), endpoints::echo);
    }

    /** @throws InvalidTopic when {@code pattern} is none */
    Entrance topic(String pattern) {
        TopicPattern valid = new TopicPattern(pattern);
        return new Entrance(Set.of(), () -> endpoints.topic(valid));
    }

    /** The entrance that {@code target} names as it is; whatever has to be decoded or explained names none. */
    Optional<Entrance> at(String target) {
        return switch (target) {
            case SESSIONS -> Optional.of(sessions);
            case ECHO -> Optional.of(echo);
            default ->
                target.startsWith(TOPICS) && target.indexOf('%') < 0
                        ? topicIfValid(target.substring(TOPICS.length()))
                        : Optional.empty();
        };
    }

    private Optional<Entrance> topicIfValid(String pattern) {
        try {
            return Optional.of(topic(pattern));
        } catch (InvalidTopic notOne) {
            return Optional.empty();
        }
    }
}
