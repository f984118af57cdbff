package dev.carillon.replica;

/** The rings no longer contain what was read from them and confirmed. */
final class RingsChanged extends RingFailure {
    private static final long serialVersionUID = 1;

    RingsChanged(String message) {
        super(message, null);
    }
}
