package dev.carillon.loadtest.stream;

/** A server sent something that is not an event stream; the connection cannot be used any more. */
final class InvalidStream extends Exception {
    private static final long serialVersionUID = 1;

    InvalidStream(String message) {
        super(message);
    }
}
