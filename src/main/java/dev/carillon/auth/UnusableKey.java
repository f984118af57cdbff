package dev.carillon.auth;

/** A key that cannot verify or sign tokens. The message is a relative clause about the key. */
public final class UnusableKey extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableKey(String message) {
        super(message);
    }
}
