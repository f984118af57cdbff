package dev.carillon.http;

/** The head of a request began and did not come whole in time. */
final class HeadTimeout extends RuntimeException {
    private static final long serialVersionUID = 1;

    HeadTimeout() {
        // Without a stack trace: it is the peer's mistake, and the place tells nothing.
        super("expected a whole head within --handshake-timeout, but it came slower", null, false, false);
    }
}
