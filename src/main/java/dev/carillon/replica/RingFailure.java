package dev.carillon.replica;

import org.jspecify.annotations.Nullable;

/** The cluster did not do what it was asked to, or nobody knows whether it did. */
class RingFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    RingFailure(String message, @Nullable Throwable cause) {
        // Without a stack trace: these come while nodes leave, again and again.
        super(message, cause, false, false);
    }
}
