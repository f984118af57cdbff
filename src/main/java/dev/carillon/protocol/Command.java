package dev.carillon.protocol;

import dev.carillon.log.Start;
import dev.carillon.publication.IdempotencyKey;
import dev.carillon.publication.Payload;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.Optional;
import java.util.OptionalLong;

/** A command of a client: one JSON object in one text message. */
public sealed interface Command {
    /** 2^53 - 1: the largest integer that every JSON parser reads without a loss (RFC 8259, 6). */
    long ID_MAX = 9_007_199_254_740_991L;

    /**
     * The client's own number for this command, 0 to {@link #ID_MAX}, which the answer repeats.
     *
     * <p>It may be absent, since a user who types commands by hand does not need one; the answer then has none either.
     * A publish without an id is not answered unless it fails, since a client that publishes a thousand times a second
     * needs no receipts.
     */
    OptionalLong id();

    /**
     * Subscribes to a topic, or to all topics that a pattern matches.
     *
     * @param start where the subscription begins
     */
    record Subscribe(OptionalLong id, TopicPattern topic, Start start) implements Command {}

    record Unsubscribe(OptionalLong id, TopicPattern topic) implements Command {}

    /**
     * Publishes.
     *
     * @param key if it is present, repetitions of the command with it are published only once
     */
    record Publish(OptionalLong id, TopicName topic, Payload payload, Optional<IdempotencyKey> key)
            implements Command {}

    /**
     * Replaces the credentials of the connection before they expire.
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
