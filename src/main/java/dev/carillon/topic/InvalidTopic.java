package dev.carillon.topic;

import dev.carillon.text.StacklessException;

/** A text that is not a topic or not a pattern; the message tells the peer the rule and what came. */
public final class InvalidTopic extends StacklessException {
    private static final long serialVersionUID = 1;

    InvalidTopic(String message) {
        super(message);
    }
}
