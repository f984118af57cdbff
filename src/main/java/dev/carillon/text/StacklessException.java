package dev.carillon.text;

import org.jspecify.annotations.Nullable;

/**
 * Invalid input from outside: the message says what was expected and what was received. It has no stack trace, since
 * peers can cause many of these, and the message contains all that matters.
 */
public abstract class StacklessException extends RuntimeException {
    private static final long serialVersionUID = 1;

    protected StacklessException(String message) {
        this(message, null);
    }

    protected StacklessException(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }
}
