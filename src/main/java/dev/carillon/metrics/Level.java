package dev.carillon.metrics;

/** A quantity with a limit on each loop. Operators see the quantity and the limit of the whole node. */
public enum Level {
    OUTBOX_BYTES("carillon.outbox.bytes", "Bytes that wait for slow readers, plus 64 for each frame"),
    PENDING_BYTES(
            "carillon.pending.bytes", "Bytes of publications that are not yet written to all of their subscribers"),
    BODY_BYTES(
            "carillon.body.bytes", "Bytes of request bodies that are being received, without bodies of 4 kB or less"),
    MESSAGE_BYTES("carillon.message.bytes", "Bytes of WebSocket messages that are not yet complete"),
    PENDING_HANDSHAKES("carillon.pending.handshakes", "Connections that have not yet sent a request"),
    REQUESTS("carillon.requests", "HTTP requests that are being received or answered"),
    VERIFICATIONS("carillon.verifications", "Tokens that are being verified");

    private final String meter;
    private final String description;

    Level(String meter, String description) {
        this.meter = meter;
        this.description = description;
    }

    String meter() {
        return meter;
    }

    String description() {
        return description;
    }
}
