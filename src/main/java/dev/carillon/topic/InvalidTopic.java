package dev.carillon.topic;

import dev.carillon.text.StacklessException;

/** A text that is no topic or no pattern; the message tells the peer the law and what came. */
public final class InvalidTopic extends StacklessException {
    private static final long serialVersionUID = 1;

    InvalidTopic(String message) {
        super(message);
    }
}
