package dev.carillon.publication;

import dev.carillon.text.StacklessException;

/** A text that is not the id of a message; the exception's message says what was expected and what came. */
public final class InvalidMessageId extends StacklessException {
    private static final long serialVersionUID = 1;

    InvalidMessageId(String message) {
        super(message);
    }
}
