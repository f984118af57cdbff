package dev.carillon.publication;

import dev.carillon.text.StacklessException;

/** A body that does not match its content type; the message says what was expected and what came. */
public final class InvalidPayload extends StacklessException {
    private static final long serialVersionUID = 1;

    InvalidPayload(String message) {
        super(message);
    }
}
