package dev.carillon.protocol;

/** Why a command failed, for programs. The names on the wire must never change. */
public enum ErrorCode {
    /** Not exactly one JSON object, or one beyond the limits of {@link JsonCheck}. */
    INVALID_JSON("invalid-json"),
    UNKNOWN_TYPE("unknown-type"),
    MISSING_FIELD("missing-field"),
    INVALID_FIELD("invalid-field"),
    INVALID_TOPIC("invalid-topic"),
    /** A {@code since} with a publication that this node has not published yet. */
    UNKNOWN_POSITION("unknown-position"),
    ALREADY_SUBSCRIBED("already-subscribed"),
    NOT_SUBSCRIBED("not-subscribed"),
    TOO_MANY_SUBSCRIPTIONS("too-many-subscriptions"),
    TRY_AGAIN_LATER("try-again-later"),
    /** The token or API key is not accepted. */
    UNAUTHORIZED("unauthorized"),
    /** The credentials of the client do not permit the command. */
    FORBIDDEN("forbidden"),
    /** A rate limit refused the command; the event contains the time after which it can succeed. */
    RATE_LIMITED("rate-limited"),
    /** An idempotency key came before, with another topic or payload. */
    KEY_REUSED("key-reused"),
    /** A line of a post is longer than a body may be. */
    TOO_LONG("too-long"),
    /** A post ends here, before the end of its body. */
    ABORTED("aborted");

    private final String wireName;

    ErrorCode(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
