package dev.carillon.text;

/** As {@link StacklessException}, for exceptions that the caller must handle. */
public abstract class CheckedStacklessException extends Exception {
    private static final long serialVersionUID = 1;

    protected CheckedStacklessException(String message) {
        super(message, null, false, false);
    }
}
