package dev.carillon.publication;

/** A body of a kind that is not read; the message tells the peer what was expected and what came. */
public final class UnsupportedContent extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnsupportedContent(String message) {
        // Without a stack trace, as for InvalidTopic: peers cause these, not we.
        super(message, null, false, false);
    }
}
