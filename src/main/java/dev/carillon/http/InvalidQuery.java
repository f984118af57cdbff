package dev.carillon.http;

import dev.carillon.text.StacklessException;

/** A query that cannot be read; the message tells the peer what was expected and what came. */
public final class InvalidQuery extends StacklessException {
    private static final long serialVersionUID = 1;

    public InvalidQuery(String message) {
        super(message);
    }
}
