package dev.carillon.handshake;

import java.io.Serial;

/** A Sec-WebSocket-Extensions that breaks the grammar; the message says where. */
final class InvalidExtensions extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    InvalidExtensions(String message) {
        // Without a stack trace: any peer can cause floods of these.
        super(message, null, false, false);
    }
}
