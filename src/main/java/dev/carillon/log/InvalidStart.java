package dev.carillon.log;

import dev.carillon.text.StacklessException;

/** What was asked of the log makes no sense; the message tells the peer what was expected and what came. */
public final class InvalidStart extends StacklessException {
    private static final long serialVersionUID = 1;

    InvalidStart(String message) {
        super(message);
    }
}
