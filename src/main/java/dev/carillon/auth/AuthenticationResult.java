package dev.carillon.auth;

import java.time.Duration;

/** Whether credentials are accepted. */
public sealed interface AuthenticationResult {
    /**
     * They are.
     *
     * @param client for logs: the subject of a token or the name of an API key; empty for an anonymous client
     */
    record Granted(Grant grant, String client) implements AuthenticationResult {}

    /**
     * They are not; 401.
     *
     * @param message what was expected and what came, without any part of a secret
     */
    record Denied(Denial why, String message) implements AuthenticationResult {}

    /**
     * It cannot be known now, such as while the keys of the issuer cannot be fetched; 503.
     *
     * @param message what was expected and what came
     */
    record Unknown(String message, Duration retryAfter) implements AuthenticationResult {}
}
