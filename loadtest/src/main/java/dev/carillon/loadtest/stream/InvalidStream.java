package dev.carillon.loadtest.stream;

/** A server sent what is no event stream; the connection is of no further use. */
final class InvalidStream extends Exception {
    private static final long serialVersionUID = 1;

    InvalidStream(String message) {
        super(message);
    }
}
