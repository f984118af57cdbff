package dev.carillon.auth;

import java.util.Optional;

/**
 * An API key, or a key that verifies tokens, which the settings accept or have accepted until they changed. Compared by
 * identity. Any thread may call it.
 */
public final class AcceptedKey {
    /** For the clients of an open service, which need no key. */
    public static final AcceptedKey NONE_NEEDED = new AcceptedKey("");

    private final String name;
    private final Optional<String> apiKey;
    private volatile boolean revoked;

    /** @param name for logs and metrics; never the key itself */
    public AcceptedKey(String name) {
        this(name, Optional.empty());
    }

    private AcceptedKey(String name, Optional<String> apiKey) {
        this.name = name;
        this.apiKey = apiKey;
    }

    /** An API key, which has its own rate limits. */
    static AcceptedKey ofApi(String name) {
        return new AcceptedKey(name, Optional.of(name));
    }

    /** The name of the API key; empty for a key for tokens, since one key may sign the tokens of very many clients. */
    public Optional<String> apiKey() {
        return apiKey;
    }

    public String name() {
        return name;
    }

    /** Ends all grants of this key, and the connections that use them. */
    public void revoke() {
        revoked = true;
    }

    public boolean isRevoked() {
        return revoked;
    }

    @Override
    public String toString() {
        return name;
    }
}
