package dev.carillon.bus;

import dev.carillon.text.StacklessException;

/** A message of the event bus that is not a publication; the text says what was expected and what came. */
public final class InvalidPublication extends StacklessException {
    private static final long serialVersionUID = 1;

    public InvalidPublication(String message) {
        super(message);
    }
}
