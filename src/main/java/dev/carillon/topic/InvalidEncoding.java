package dev.carillon.topic;

/** A text that is not percent-encoded UTF-8; the message shows it and says why. */
public final class InvalidEncoding extends Exception {
    private static final long serialVersionUID = 1;

    InvalidEncoding(String message) {
        // Without a stack trace, as for InvalidTopic.
        super(message, null, false, false);
    }
}
