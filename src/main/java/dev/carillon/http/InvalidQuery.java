package dev.carillon.http;

import dev.carillon.text.StacklessException;

/** A query cannot be read. The message for the peer says what was expected and what came. */
public final class InvalidQuery extends StacklessException {
    private static final long serialVersionUID = 1;

    public InvalidQuery(String message) {
        super(message);
    }
}
