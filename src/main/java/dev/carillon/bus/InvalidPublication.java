package dev.carillon.bus;

import dev.carillon.text.StacklessException;

/** What came to the event bus and is no publication; the message tells its sender what was expected and what came. */
public final class InvalidPublication extends StacklessException {
    private static final long serialVersionUID = 1;

    public InvalidPublication(String message) {
        super(message);
    }
}
