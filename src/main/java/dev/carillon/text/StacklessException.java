package dev.carillon.text;

import org.jspecify.annotations.Nullable;

/**
 * Says what was expected and what came from outside, where that is answered far from the place that finds it. It has no stack
 * trace: peers can cause floods of these, and the place tells nothing that the message does not.
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
