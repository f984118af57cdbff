package dev.carillon.publication;

import dev.carillon.text.StacklessException;

/** A body with an unsupported type; the message says what was expected and what came. */
public final class UnsupportedContent extends StacklessException {
    private static final long serialVersionUID = 1;

    UnsupportedContent(String message) {
        super(message);
    }
}
