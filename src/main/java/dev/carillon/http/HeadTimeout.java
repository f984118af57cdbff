package dev.carillon.http;

import dev.carillon.text.StacklessException;

/** The head of a request has begun, but was not complete in time. */
final class HeadTimeout extends StacklessException {
    private static final long serialVersionUID = 1;

    HeadTimeout() {
        super("expected a complete head within --handshake-timeout, but it was incomplete");
    }
}
