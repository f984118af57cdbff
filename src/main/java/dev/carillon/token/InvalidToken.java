package dev.carillon.token;

import dev.carillon.auth.AuthenticationResult.Denied;
import dev.carillon.auth.Denial;
import dev.carillon.text.CheckedStacklessException;

/** A token that is not accepted. The message says what was expected and what came, and contains nothing secret. */
final class InvalidToken extends CheckedStacklessException {
    private static final long serialVersionUID = 1L;

    private final Denial why;

    InvalidToken(Denial why, String message) {
        super(message);
        this.why = why;
    }

    Denied verdict() {
        return new Denied(why, String.valueOf(getMessage()));
    }
}
