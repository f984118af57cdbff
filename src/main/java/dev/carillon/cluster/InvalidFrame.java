package dev.carillon.cluster;

/** The bytes that a link received are not a valid frame. */
final class InvalidFrame extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidFrame(String message) {
        super(message);
    }
}
