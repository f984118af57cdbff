package dev.carillon.cluster;

/** What came on a link is no frame that another node sends. */
final class InvalidFrame extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidFrame(String message) {
        super(message);
    }
}
