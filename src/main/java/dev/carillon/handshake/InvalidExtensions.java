package dev.carillon.handshake;

import dev.carillon.text.CheckedStacklessException;
import java.io.Serial;

/** A Sec-WebSocket-Extensions header violates the grammar; the message says where. */
final class InvalidExtensions extends CheckedStacklessException {
    @Serial
    private static final long serialVersionUID = 1;

    InvalidExtensions(String message) {
        super(message);
    }
}
