package dev.carillon.server;

import dev.carillon.auth.AcceptedKey;
import dev.carillon.auth.ApiKeys;
import dev.carillon.auth.Authenticator;
import dev.carillon.auth.Authenticator.Closed;
import dev.carillon.auth.Authenticator.Open;
import dev.carillon.auth.Authenticator.Rules;
import dev.carillon.auth.Grant;
import dev.carillon.auth.Permissions;
import dev.carillon.auth.TokenVerification;
import dev.carillon.config.AccessSettings;
import dev.carillon.token.TokenVerifier;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Loads the settings of access, makes the {@link Authenticator} from them, and replaces them while the node runs. One
 * for the node; any thread.
 */
final class AccessControl implements AutoCloseable {
    private static final String ANONYMOUS = "anonymous";

    /** The clock for the expiry of credentials. */
    static final InstantSource TIME_OF_DAY = InstantSource.system();

    private final Authenticator authenticator;

    /** The current settings. This field and the following ones are guarded by the lock of this object. */
    private AccessSettings settings;

    private ApiKeys apiKeys;
    private Optional<TokenVerifier> tokens;
    private Optional<Grant> anonymous;

    /** @throws IllegalArgumentException when a file has no key */
    AccessControl(AccessSettings settings) {
        this.settings = settings;
        apiKeys = new ApiKeys(settings.effectiveApiKeys());
        tokens = verifier(settings);
        anonymous = grant(settings.anonymous(), Optional.empty());
        authenticator = new Authenticator(rules());
    }

    Authenticator authenticator() {
        return authenticator;
    }

    /**
     * Puts {@code next} in force and reads its key files. Grants of removed keys end, and so do permissions that
     * anonymous clients no longer have.
     *
     * @throws IllegalArgumentException when that is not possible; then nothing has changed
     */
    synchronized void reload(AccessSettings next) {
        if (next.isClosed() != settings.isClosed()) {
            throw new IllegalArgumentException("access must be " + (settings.isClosed() ? "by keys" : "open")
                    + " while the service runs, was " + (next.isClosed() ? "by keys" : "open")
                    + ": restart the service to change it");
        }
        tokens = replaced(next);
        apiKeys = apiKeys.replacedBy(next.effectiveApiKeys());
        anonymous = replaced(next.anonymous());
        settings = next;
        authenticator.use(rules());
    }

    /** Stops the background work of token verification. */
    @Override
    public synchronized void close() {
        tokens.ifPresent(TokenVerifier::close);
    }

    private Optional<TokenVerifier> replaced(AccessSettings next) {
        if (tokens.isEmpty()) {
            return verifier(next);
        }
        TokenVerifier known = tokens.get();
        if (!next.tokens().areSet()) {
            known.revoke();
            return Optional.empty();
        }
        return Optional.of(known.replacedBy(next.tokens(), next.anonymous()));
    }

    /** Connected anonymous clients keep their grant, unless the new permissions are smaller. */
    private Optional<Grant> replaced(Permissions next) {
        if (next.cover(settings.anonymous())) {
            return grant(next, anonymous.map(Grant::key));
        }
        anonymous.ifPresent(grant -> grant.key().revoke());
        return grant(next, Optional.empty());
    }

    private Rules rules() {
        return settings.isClosed()
                ? new Closed(
                        apiKeys,
                        tokens.<TokenVerification>map(known -> known).orElse(TokenVerification.NONE),
                        anonymous)
                : new Open();
    }

    /** If tokens are not accepted, no code for tokens is loaded. */
    private static Optional<TokenVerifier> verifier(AccessSettings settings) {
        return settings.tokens().areSet()
                ? Optional.of(TokenVerifier.of(settings.tokens(), settings.anonymous(), TIME_OF_DAY))
                : Optional.empty();
    }

    private static Optional<Grant> grant(Permissions permissions, Optional<AcceptedKey> key) {
        return permissions.equals(Permissions.NONE)
                ? Optional.empty()
                : Optional.of(new Grant(permissions, Grant.NEVER, key.orElseGet(() -> new AcceptedKey(ANONYMOUS))));
    }
}
