package dev.carillon.auth;

/**
 * A key that the service accepts, or has accepted until the settings changed: an API key, or a key that signs tokens. Compared
 * by identity.
 */
public final class AcceptedKey {
    /** For clients that need no key. */
    public static final AcceptedKey NONE_NEEDED = new AcceptedKey("");

    private final String name;
    private volatile boolean revoked;

    /** @param name for logs and metrics; never the key itself */
    public AcceptedKey(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** From now on nothing that the key vouched for holds; connections end that rely on it. */
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
