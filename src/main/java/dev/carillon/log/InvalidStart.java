package dev.carillon.log;

import dev.carillon.text.StacklessException;

/**
 * The start that a client requests is invalid. The message tells the client what was expected and what was received.
 */
public final class InvalidStart extends StacklessException {
    private static final long serialVersionUID = 1;

    InvalidStart(String message) {
        super(message);
    }
}
