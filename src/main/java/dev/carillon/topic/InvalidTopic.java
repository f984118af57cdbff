package dev.carillon.topic;

/** A text that is no topic or no pattern; the message tells the peer the law and what came. */
public final class InvalidTopic extends RuntimeException {
    private static final long serialVersionUID = 1;

    InvalidTopic(String message) {
        // Without a stack trace: any peer can cause floods of these, and the place tells nothing that the text does
        // not.
        super(message, null, false, false);
    }
}
