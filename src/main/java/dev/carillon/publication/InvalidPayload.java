package dev.carillon.publication;

/** A body that is not what its content type says; the message tells the peer what was expected and what came. */
public final class InvalidPayload extends RuntimeException {
    private static final long serialVersionUID = 1;

    InvalidPayload(String message) {
        // Without a stack trace, as for InvalidTopic: peers cause these, not we.
        super(message, null, false, false);
    }
}
