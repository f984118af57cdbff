package dev.carillon.metrics;

/** What is bounded on each loop. Operators see how much of it there is on the node, and how much there may be. */
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
