package dev.carillon.http;

import dev.carillon.text.CheckedStacklessException;

/** A body is not valid gzip. The message for the peer says what was expected and what came. */
public final class InvalidGzip extends CheckedStacklessException {
    private static final long serialVersionUID = 1;

    InvalidGzip(String whatCame) {
        super("expected a body in gzip (RFC 1952), but " + whatCame);
    }
}
