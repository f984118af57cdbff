package dev.carillon.publication;

/** A text that is no idempotency key; the message tells the peer what was expected and what came. */
public final class InvalidKey extends RuntimeException {
    private static final long serialVersionUID = 1;

    InvalidKey(String message) {
        // Without a stack trace, as for InvalidTopic: peers cause these, not we.
        super(message, null, false, false);
    }
}
