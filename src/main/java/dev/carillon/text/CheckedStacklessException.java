package dev.carillon.text;

/** A {@link StacklessException} that the caller must answer. */
public abstract class CheckedStacklessException extends Exception {
    private static final long serialVersionUID = 1;

    protected CheckedStacklessException(String message) {
        super(message, null, false, false);
    }
}
