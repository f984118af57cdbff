package dev.carillon.metrics;

/** A quantity with a limit on each loop. Operators see the quantity and the limit of the whole node. */
public enum Level {
    OUTBOX_BYTES("carillon.outbox.bytes", "Bytes that wait for slow readers, and 64 for each frame"),
    PENDING_BYTES(
            "carillon.pending.bytes", "Bytes of publications that are not written to all of their subscribers yet"),
    BODY_BYTES(
            "carillon.body.bytes",
            "Bytes that the bodies of requests take which are being received, those of 4 kB or less not counted"),
    MESSAGE_BYTES("carillon.message.bytes", "Bytes of WebSocket messages that are not whole yet"),
    PENDING_HANDSHAKES("carillon.pending.handshakes", "Connections that have asked for nothing yet"),
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
