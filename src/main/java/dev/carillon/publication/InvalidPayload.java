package dev.carillon.publication;

import dev.carillon.text.StacklessException;

/** A body that is not what its content type says; the message tells the peer what was expected and what came. */
public final class InvalidPayload extends StacklessException {
    private static final long serialVersionUID = 1;

    InvalidPayload(String message) {
        super(message);
    }
}
