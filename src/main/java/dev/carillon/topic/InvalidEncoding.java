package dev.carillon.topic;

import dev.carillon.text.CheckedStacklessException;

/** A text that is not percent-encoded UTF-8; the message contains the text and the reason. */
public final class InvalidEncoding extends CheckedStacklessException {
    private static final long serialVersionUID = 1;

    InvalidEncoding(String message) {
        super(message);
    }
}
