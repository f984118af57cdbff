package dev.carillon.replica;

import dev.carillon.text.StacklessException;
import org.jspecify.annotations.Nullable;

/** The cluster did not do what it was asked to, or nobody knows whether it did. */
class RingFailure extends StacklessException {
    private static final long serialVersionUID = 1;

    RingFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
