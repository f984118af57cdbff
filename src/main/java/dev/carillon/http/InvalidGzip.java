package dev.carillon.http;

import dev.carillon.text.CheckedStacklessException;

/** Bytes that are not gzip; the message tells the peer what was expected and what came. */
public final class InvalidGzip extends CheckedStacklessException {
    private static final long serialVersionUID = 1;

    InvalidGzip(String whatCame) {
        super("expected a body in gzip (RFC 1952), but " + whatCame);
    }
}
