package dev.carillon.bus;

import dev.carillon.text.StacklessException;

/** A message of the event bus is not a publication; the text tells its sender what was expected and what came. */
public final class InvalidPublication extends StacklessException {
    private static final long serialVersionUID = 1;

    public InvalidPublication(String message) {
        super(message);
    }
}
