package dev.carillon.replica;

import dev.carillon.text.StacklessException;
import org.jspecify.annotations.Nullable;

/** An operation of the cluster failed, or its result is unknown. */
class RingFailure extends StacklessException {
    private static final long serialVersionUID = 1;

    RingFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
