package dev.carillon.token;

import dev.carillon.auth.Denial;
import dev.carillon.auth.AuthenticationResult.Denied;

/** A token that is not accepted; the message tells what was expected and what came, and nothing that is secret. */
final class InvalidToken extends Exception {
    private static final long serialVersionUID = 1L;

    private final Denial why;

    InvalidToken(Denial why, String message) {
        // Without a stack trace: any client can cause floods of these.
        super(message, null, false, false);
        this.why = why;
    }

    Denied verdict() {
        return new Denied(why, String.valueOf(getMessage()));
    }
}
