package dev.carillon.protocol;

import java.time.Duration;

/** An event of carillon.v1 as a client receives it, in so far as a subscriber needs it. */
public sealed interface Received {
    /**
     * A publication.
     *
     * @param event the whole event as it came: JSON in UTF-8, the caller's own
     */
    record Message(String topic, Data data, byte[] event) implements Received {}

    /** What was published, as exactly as carillon.v1 carries it. */
    sealed interface Data {
        record Text(String text) implements Data {}

        /** @param json the value byte for byte as it came */
        record Json(byte[] json) implements Data {}

        record Binary(byte[] bytes) implements Data {}
    }

    record Subscribed(String topic) implements Received {}

    /** @param message the service's reason */
    record Failed(String message) implements Received {}

    /** @param reconnectAfter when the service wants this client back */
    record Bye(Duration reconnectAfter) implements Received {}

    /** @param idleTimeout after which a silent client is disconnected; zero: never */
    record Welcome(Duration idleTimeout) implements Received {}

    /** An event that is of no use here, or that this release does not know. */
    record Other() implements Received {}
}
