package dev.carillon.auth;

import java.time.Duration;

/** Whether credentials are accepted. */
public sealed interface AuthenticationResult {
    /**
     * The credentials are accepted.
     *
     * @param client for logs: the subject of a token or the name of an API key; empty for an anonymous client
     */
    record Granted(Grant grant, String client) implements AuthenticationResult {}

    /**
     * The credentials are not accepted; 401.
     *
     * @param message what was expected and what came, without any part of a secret
     */
    record Denied(Denial why, String message) implements AuthenticationResult {}

    /**
     * The credentials cannot be verified now, for example because the keys of the issuer cannot be fetched; 503.
     *
     * @param message what was expected and what came
     */
    record Unknown(String message, Duration retryAfter) implements AuthenticationResult {}
}
