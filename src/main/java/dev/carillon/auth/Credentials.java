package dev.carillon.auth;

/** The token or API key that a client has sent. */
public sealed interface Credentials {
    /** The client has sent no credentials. */
    record None() implements Credentials {}

    /**
     * A token or an API key.
     *
     * @param secret as it came; must not be logged
     */
    record Presented(String secret) implements Credentials {
        @Override
        public String toString() {
            return "Presented[secret]";
        }
    }

    /** Several that differ. The request is refused, since none of them may be chosen by accident (RFC 6750, 2). */
    record Several() implements Credentials {}

    None NONE = new None();

    Several SEVERAL = new Several();
}
