package dev.carillon.publication;

import dev.carillon.text.StacklessException;

/** A text that is not an idempotency key; the message says what was expected and what came. */
public final class InvalidKey extends StacklessException {
    private static final long serialVersionUID = 1;

    InvalidKey(String message) {
        super(message);
    }
}
