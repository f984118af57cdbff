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

/** Puts the settings of access in force, and others in their place. */
final class AccessControl implements AutoCloseable {
    private static final String ANONYMOUS = "anonymous";

    /** By which credentials expire, as their issuer has it. */
    static final InstantSource TIME_OF_DAY = InstantSource.system();

    private final Authenticator authenticator;

    /** Those in force; they and what is made of them are owned by this object's lock. */
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
     * Puts {@code next} in force; the files of its keys are read now. What a key granted that is not
     * among them ends, and what anonymous clients may do no more.
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

    /** Ends what works on its own for it. */
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

    /** Clients that are connected keep what they may do, unless they may do less now. */
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

    /** Where no token is accepted, nothing for tokens is loaded. */
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
