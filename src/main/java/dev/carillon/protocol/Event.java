package dev.carillon.protocol;

import dev.carillon.publication.MessageId;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client is told. Publications are not among them: they reach all subscribers as one shared {@link Envelope}.
 *
 * <p>Where an event answers a command, its id is the command's.
 */
public sealed interface Event {
    /**
     * The first event on every session: what a client must know to behave.
     *
     * @param version of the service
     * @param maxMessageBytes of a message from the client; a larger one closes the socket with 1009
     * @param idleTimeout after which a client that sent nothing, not even a pong, is closed
     * @param maxSubscriptions at one time on this socket
     * @param expiresIn when the credentials of the client expire, where they do
     */
    record Welcome(
            String version,
            int maxMessageBytes,
            Duration idleTimeout,
            int maxSubscriptions,
            Optional<Duration> expiresIn)
            implements Event {}

    /**
     * A subscription has begun.
     *
     * @param since from here on the subscription brings every remembered publication; where this node remembers
     *     anything
     * @param recovered whether it also brings all that the command asked for with its {@code since}; where it asked
     */
    record Subscribed(OptionalLong id, TopicPattern topic, Optional<MessageId> since, Optional<Boolean> recovered)
            implements Event {}

    /** The answer to a command, or the end of a subscription that other credentials do not permit. */
    record Unsubscribed(OptionalLong id, TopicPattern topic) implements Event {}

    /**
     * A publication was taken.
     *
     * @param messageId where it is remembered
     */
    record Published(OptionalLong id, TopicName topic, Optional<MessageId> messageId) implements Event {}

    /**
     * Ahead of the next message: publications were left out because this client was too far behind.
     *
     * @param count how many, where it is known
     */
    record Missed(OptionalLong count) implements Event {}

    /**
     * The answer to a command that failed; {@code error} on the wire.
     *
     * @param message for people: what was expected and what came; programs look at the code
     * @param retryAfterMillis after so long the command can succeed, where that is known
     */
    record Failed(OptionalLong id, ErrorCode code, String message, OptionalLong retryAfterMillis) implements Event {
        public Failed(OptionalLong id, ErrorCode code, String message) {
            this(id, code, message, OptionalLong.empty());
        }
    }

    record Pong(OptionalLong id) implements Event {}

    /**
     * The credentials that the client has shown are in force.
     *
     * @param expiresIn when they expire, where they do
     */
    record Authenticated(OptionalLong id, Optional<Duration> expiresIn) implements Event {}

    /**
     * The credentials of the client expire, and it is closed then unless it shows others.
     *
     * @param in when
     */
    record Expiring(Duration in) implements Event {}

    /**
     * The last event, when the service is about to close the socket and it is not the client's fault.
     *
     * @param reconnectAfter differs from client to client, so that they do not all come back at once
     */
    record Bye(String reason, Duration reconnectAfter) implements Event {}
}
