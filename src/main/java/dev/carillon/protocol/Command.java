package dev.carillon.protocol;

import dev.carillon.log.Start;
import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.Payload;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.Optional;
import java.util.OptionalLong;

/** What a client may ask for: one JSON object in one text message. */
public sealed interface Command {
    /** 2^53 - 1: the largest integer that every JSON parser reads back as it was written (RFC 8259, 6). */
    long ID_MAX = 9_007_199_254_740_991L;

    /**
     * The client's own number for this command, 0 to {@link #ID_MAX}, which the answer repeats.
     *
     * <p>It may be absent: a user that types commands by hand needs none, and the answer then has none either. Only a
     * publish without an id stays unanswered, unless it fails: a client that publishes a thousand times a second needs
     * no receipts.
     */
    OptionalLong id();

    /**
     * Asks for all publications of a topic, or of all that a pattern matches.
     *
     * @param start where the subscription begins
     */
    record Subscribe(OptionalLong id, TopicPattern topic, Start start) implements Command {}

    record Unsubscribe(OptionalLong id, TopicPattern topic) implements Command {}

    /**
     * Asks to publish.
     *
     * @param key under which it is published once, however often the command comes
     */
    record Publish(OptionalLong id, TopicName topic, Payload payload, Optional<IdempotencyKey> key)
            implements Command {}

    /**
     * Shows other credentials, before those expire that the connection has.
     *
     * @param token a token or an API key
     */
    record Authenticate(OptionalLong id, String token) implements Command {
        /** Without the token, which is a secret. */
        @Override
        public String toString() {
            return "Authenticate[id=" + id + "]";
        }
    }

    record Ping(OptionalLong id) implements Command {}
}
