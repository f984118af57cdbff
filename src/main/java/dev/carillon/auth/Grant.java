package dev.carillon.auth;

import java.util.Objects;

/**
 * What a client may do, and until when. Connections keep it, so all that are equal are to share one.
 *
 * @param expiresAtMillis milliseconds since 1970, {@link #NEVER} where it does not end
 * @param key what vouches for it
 */
public record Grant(Permissions permissions, long expiresAtMillis, AcceptedKey key) {
    public static final long NEVER = Long.MAX_VALUE;

    /** Where the service is open: for every client. */
    public static final Grant OPEN = new Grant(Permissions.ALL, NEVER, AcceptedKey.NONE_NEEDED);

    /** Whether it holds no more, by the clock or because its key is accepted no more. */
    public boolean hasEnded(long nowMillis) {
        return nowMillis >= expiresAtMillis || key.isRevoked();
    }

    /** Whether it can end at all; what cannot need not be asked. */
    public boolean mayEnd() {
        return expiresAtMillis != NEVER || key != AcceptedKey.NONE_NEEDED;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Grant grant
                && expiresAtMillis == grant.expiresAtMillis
                && key == grant.key
                && permissions.equals(grant.permissions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(permissions, expiresAtMillis, System.identityHashCode(key));
    }
}
