package dev.carillon.publication;

import dev.carillon.text.StacklessException;

/** A text that is not an id of a message; the message of this tells the peer what was expected and what came. */
public final class InvalidMessageId extends StacklessException {
    private static final long serialVersionUID = 1;

    InvalidMessageId(String message) {
        super(message);
    }
}
