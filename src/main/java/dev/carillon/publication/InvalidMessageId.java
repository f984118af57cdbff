package dev.carillon.publication;

/** A text that is no id of a message; the message of this tells the peer what was expected and what came. */
public final class InvalidMessageId extends RuntimeException {
    private static final long serialVersionUID = 1;

    InvalidMessageId(String message) {
        // Without a stack trace, as for InvalidTopic: peers cause these, not we.
        super(message, null, false, false);
    }
}
