package dev.carillon.http;

/** A query that cannot be read; the message tells the peer what was expected and what came. */
public final class InvalidQuery extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InvalidQuery(String message) {
        // Without a stack trace, as for InvalidTopic: peers cause these, not we.
        super(message, null, false, false);
    }
}
