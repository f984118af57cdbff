package dev.carillon.auth;

import java.time.Duration;

/** Whether credentials are accepted. */
public sealed interface Verdict {
    /**
     * They are.
     *
     * @param client for logs: the subject of a token or the name of an API key; empty for an anonymous client
     */
    record Granted(Grant grant, String client) implements Verdict {}

    /**
     * They are not; 401.
     *
     * @param message what was expected and what came, without any part of a secret
     */
    record Denied(Denial why, String message) implements Verdict {}

    /**
     * It cannot be known now, such as while the keys of the issuer cannot be fetched; 503.
     *
     * @param message what was expected and what came
     */
    record Unknown(String message, Duration retryAfter) implements Verdict {}
}
