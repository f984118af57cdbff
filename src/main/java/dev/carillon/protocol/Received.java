package dev.carillon.protocol;

import dev.carillon.publication.MessageId;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;

/** An event of carillon.v1 as a client receives it, with the fields that a subscriber needs. */
public sealed interface Received {
    /**
     * A publication.
     *
     * @param id present if it is remembered
     * @param event the whole event as it came, in JSON
     */
    record Message(String topic, Optional<MessageId> id, Data data, String event) implements Received {}

    /** The payload, as exactly as carillon.v1 carries it. */
    sealed interface Data {
        record Text(String text) implements Data {}

        /** A JSON value, character for character as it came. */
        record Json(String json) implements Data {}

        /** Bytes, in base64 as they came (RFC 4648, 4). */
        record Binary(String base64) implements Data {
            /** The bytes as a new array. */
            public byte[] bytes() {
                return Base64.getDecoder().decode(base64);
            }
        }
    }

    /**
     * The answer to a subscription.
     *
     * @param since the position from which on it brings every remembered publication; empty if the service remembers
     *     none
     * @param recovered whether it also brings all publications after the requested {@code since}; empty if there was
     *     none
     */
    record Subscribed(String topic, Optional<MessageId> since, Optional<Boolean> recovered) implements Received {}

    /**
     * Publications were left out because this client read too slowly.
     *
     * @param count how many, if it is known
     */
    record Missed(OptionalLong count) implements Received {}

    /**
     * A command was refused.
     *
     * @param code of {@link ErrorCode}, or one that this version does not have; empty if there is none
     * @param retryAfter the time after which the same command may succeed, if the service says so
     */
    record Failed(String code, String message, Optional<Duration> retryAfter) implements Received {}

    /** The service is about to close the WebSocket; the client should reconnect after a time. */
    record Bye(Duration reconnectAfter) implements Received {}

    /** The limits of the service. A client that is silent for the idle timeout is disconnected; zero: never. */
    record Welcome(Duration idleTimeout) implements Received {}

    /** The credentials of this client expire soon. */
    record Expiring() implements Received {}

    /** A subscription has ended; here without a request of the client. */
    record Unsubscribed(String topic) implements Received {}

    /** An event that is not used here, or that this version does not have. */
    record Other() implements Received {}
}
