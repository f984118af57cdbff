package dev.carillon.auth;

import java.util.Optional;

/**
 * A key that the service accepts, or has accepted until the settings changed: an API key, or a key that signs tokens. Compared
 * by identity.
 */
public final class AcceptedKey {
    /** For clients that need no key. */
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

    /** An API key, which has limits of its own. */
    static AcceptedKey ofApi(String name) {
        return new AcceptedKey(name, Optional.of(name));
    }

    /** The name of the API key; empty for tokens, since very many clients may have tokens that one key has signed. */
    public Optional<String> apiKey() {
        return apiKey;
    }

    public String name() {
        return name;
    }

    /** Ends all grants by this key, and the connections that rely on them. */
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
