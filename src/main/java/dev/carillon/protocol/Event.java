package dev.carillon.protocol;

import dev.carillon.publication.MessageId;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An event for a client. Publications are not events: they reach all subscribers as one shared {@link Envelope}.
 *
 * <p>The id of an event that answers a command is the command's id.
 */
public sealed interface Event {
    /**
     * The first event of every session: the version and the limits of the service.
     *
     * @param version of the service
     * @param maxMessageBytes the limit for messages from the client; a longer one closes the WebSocket with 1009
     * @param idleTimeout the time after which a client that sent nothing, not even a pong, is disconnected
     * @param maxSubscriptions the most subscriptions at one time on this WebSocket
     * @param expiresIn when the credentials of the client expire; empty if they do not
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
     * @param since the position from which on the subscription brings every remembered publication; empty if this node
     *     remembers none
     * @param recovered whether it also brings all publications after the command's {@code since}; empty if the command
     *     had none
     */
    record Subscribed(OptionalLong id, TopicPattern topic, Optional<MessageId> since, Optional<Boolean> recovered)
            implements Event {}

    /** The answer to a command, or the end of a subscription that new credentials do not permit. */
    record Unsubscribed(OptionalLong id, TopicPattern topic) implements Event {}

    /**
     * A publication was accepted.
     *
     * @param messageId present if it is remembered
     */
    record Published(OptionalLong id, TopicName topic, Optional<MessageId> messageId) implements Event {}

    /**
     * Sent before the next message: publications were left out because this client read too slowly.
     *
     * @param count how many, if it is known
     */
    record Missed(OptionalLong count) implements Event {}

    /**
     * The answer to a command that failed; {@code error} on the wire.
     *
     * @param message what was expected and what came, for people; programs use the code
     * @param retryAfterMillis the time after which the command can succeed, if it is known
     */
    record Failed(OptionalLong id, ErrorCode code, String message, OptionalLong retryAfterMillis) implements Event {
        public Failed(OptionalLong id, ErrorCode code, String message) {
            this(id, code, message, OptionalLong.empty());
        }
    }

    record Pong(OptionalLong id) implements Event {}

    /**
     * The new credentials of the client apply now.
     *
     * @param expiresIn when they expire; empty if they do not
     */
    record Authenticated(OptionalLong id, Optional<Duration> expiresIn) implements Event {}

    /**
     * The credentials of the client expire soon. Unless it sends others, it is disconnected then.
     *
     * @param in the time until they expire
     */
    record Expiring(Duration in) implements Event {}

    /**
     * The last event, when the service is about to close the WebSocket for a reason that is not the client's mistake.
     *
     * @param reconnectAfter differs between clients, so that they do not all reconnect at once
     */
    record Bye(String reason, Duration reconnectAfter) implements Event {}
}
