package dev.carillon.bus;

/** What came to the event bus and is no publication; the message tells its sender what was expected and what came. */
public final class InvalidPublication extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InvalidPublication(String message) {
        // Without a stack trace: it is another's mistake, and may come in floods.
        super(message, null, false, false);
    }
}
