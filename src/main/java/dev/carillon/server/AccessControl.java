package dev.carillon.server;

import dev.carillon.auth.AcceptedKey;
import dev.carillon.auth.ApiKeys;
import dev.carillon.auth.Authenticator;
import dev.carillon.auth.Authenticator.Closed;
import dev.carillon.auth.Authenticator.Open;
import dev.carillon.auth.Authenticator.Rules;
import dev.carillon.auth.Grant;
import dev.carillon.auth.Permissions;
import dev.carillon.auth.Tokens;
import dev.carillon.config.AccessSettings;
import dev.carillon.config.TokenSettings;
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
        tokens = verifier(settings.tokens());
        anonymous = grant(settings.anonymous());
        authenticator = new Authenticator(rules());
    }

    Authenticator authenticator() {
        return authenticator;
    }

    /**
     * Puts {@code next} in force; the files of its keys are read now. What a key or the anonymous permissions granted that are
     * not among them ends.
     *
     * @throws IllegalArgumentException when that is not possible; then nothing has changed
     */
    synchronized void reload(AccessSettings next) {
        if (next.isClosed() != settings.isClosed()) {
            throw new IllegalArgumentException("access must be " + (settings.isClosed() ? "by keys" : "open")
                    + " as long as the service runs, was " + (next.isClosed() ? "by keys" : "open")
                    + "; a restart puts it in force");
        }
        tokens = replaced(next.tokens());
        apiKeys = apiKeys.replacedBy(next.effectiveApiKeys());
        anonymous = replacedAnonymous(next.anonymous());
        settings = next;
        authenticator.use(rules());
    }

    /** Ends what works on its own for it. */
    @Override
    public synchronized void close() {
        tokens.ifPresent(TokenVerifier::close);
    }

    private Optional<TokenVerifier> replaced(TokenSettings next) {
        if (tokens.isEmpty()) {
            return verifier(next);
        }
        TokenVerifier known = tokens.get();
        if (!next.areSet()) {
            known.revoke();
            return Optional.empty();
        }
        return Optional.of(known.replacedBy(next));
    }

    private Optional<Grant> replacedAnonymous(Permissions next) {
        Optional<Grant> kept = anonymous.flatMap(before -> before.with(next));
        if (kept.isPresent()) {
            return kept;
        }
        anonymous.ifPresent(before -> before.key().revoke());
        return grant(next);
    }

    private Rules rules() {
        return settings.isClosed()
                ? new Closed(apiKeys, tokens.<Tokens>map(known -> known).orElse(Tokens.NONE), anonymous)
                : new Open();
    }

    /** Where no token is accepted, nothing for tokens is loaded. */
    private static Optional<TokenVerifier> verifier(TokenSettings settings) {
        return settings.areSet() ? Optional.of(TokenVerifier.of(settings, TIME_OF_DAY)) : Optional.empty();
    }

    private static Optional<Grant> grant(Permissions permissions) {
        return permissions.equals(Permissions.NONE)
                ? Optional.empty()
                : Optional.of(new Grant(permissions, Grant.NEVER, new AcceptedKey(ANONYMOUS)));
    }
}
