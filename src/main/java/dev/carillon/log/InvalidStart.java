package dev.carillon.log;

/** What was asked of the log makes no sense; the message tells the peer what was expected and what came. */
public final class InvalidStart extends RuntimeException {
    private static final long serialVersionUID = 1;

    InvalidStart(String message) {
        // Without a stack trace, as for InvalidTopic: peers cause these, not we.
        super(message, null, false, false);
    }
}
