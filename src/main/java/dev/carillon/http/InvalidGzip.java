package dev.carillon.http;

/** Bytes that are not gzip; the message tells the peer what was expected and what came. */
public final class InvalidGzip extends Exception {
    private static final long serialVersionUID = 1;

    InvalidGzip(String whatCame) {
        // Without a stack trace: any peer can cause floods of these.
        super("expected a body in gzip (RFC 1952), but " + whatCame, null, false, false);
    }
}
