package dev.carillon.replica;

/** The rings do not hold any more what was read from them and confirmed. */
final class RingsChanged extends RingFailure {
    private static final long serialVersionUID = 1;

    RingsChanged(String message) {
        super(message, null);
    }
}
