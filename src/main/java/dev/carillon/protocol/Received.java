package dev.carillon.protocol;

import dev.carillon.publication.MessageId;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;

/** An event of carillon.v1 as a client receives it, in so far as a subscriber needs it. */
public sealed interface Received {
    /**
     * A publication.
     *
     * @param id where it is remembered
     * @param event the whole event as it came, in JSON
     */
    record Message(String topic, Optional<MessageId> id, Data data, String event) implements Received {}

    /** What was published, as exactly as carillon.v1 carries it. */
    sealed interface Data {
        record Text(String text) implements Data {}

        /** A value of JSON as it came, with each of its characters. */
        record Json(String json) implements Data {}

        /** Bytes, in base64 as they came (RFC 4648, 4). */
        record Binary(String base64) implements Data {
            /** The caller's own. */
            public byte[] bytes() {
                return Base64.getDecoder().decode(base64);
            }
        }
    }

    /**
     * The answer to a subscription.
     *
     * @param since from here on it brings every remembered publication; where the service remembers anything
     * @param recovered whether it also brings all that was asked for with {@code since}; where that was
     */
    record Subscribed(String topic, Optional<MessageId> since, Optional<Boolean> recovered) implements Received {}

    /**
     * Publications were left out because this client was too far behind.
     *
     * @param count how many, where it is known
     */
    record Missed(OptionalLong count) implements Received {}

    /**
     * The service's reason not to do what it was asked to.
     *
     * @param code of {@link ErrorCode}, or one that this release does not know; empty where there is none
     * @param retryAfter when the same command may succeed, where the service says so
     */
    record Failed(String code, String message, Optional<Duration> retryAfter) implements Received {}

    /** The service is about to close the socket, and the client should reconnect after a time. */
    record Bye(Duration reconnectAfter) implements Received {}

    /** A client that is silent for the idle timeout is disconnected; zero: never. */
    record Welcome(Duration idleTimeout) implements Received {}

    /** The credentials of this client expire soon. */
    record Expiring() implements Received {}

    /** A subscription has ended, here without having been asked to. */
    record Unsubscribed(String topic) implements Received {}

    /** An event that is of no use here, or that this release does not know. */
    record Other() implements Received {}
}
