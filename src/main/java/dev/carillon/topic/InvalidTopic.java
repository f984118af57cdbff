package dev.carillon.topic;

import dev.carillon.text.StacklessException;

/** A text that is not a topic or a pattern; the message contains the rule and the text. */
public final class InvalidTopic extends StacklessException {
    private static final long serialVersionUID = 1;

    InvalidTopic(String message) {
        super(message);
    }
}
