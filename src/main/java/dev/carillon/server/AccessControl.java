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
import java.time.InstantSource;
import java.util.Optional;

/** Puts the settings of access in force. */
final class AccessControl {
    private static final String ANONYMOUS = "anonymous";

    /** By which credentials expire, as their issuer has it. */
    static final InstantSource TIME_OF_DAY = InstantSource.system();

    private final Authenticator authenticator;

    AccessControl(AccessSettings settings) {
        authenticator = new Authenticator(rules(settings));
    }

    Authenticator authenticator() {
        return authenticator;
    }

    private static Rules rules(AccessSettings settings) {
        return settings.isClosed()
                ? new Closed(new ApiKeys(settings.effectiveApiKeys()), Tokens.NONE, anonymous(settings.anonymous()))
                : new Open();
    }

    private static Optional<Grant> anonymous(Permissions permissions) {
        return permissions.equals(Permissions.NONE)
                ? Optional.empty()
                : Optional.of(new Grant(permissions, Grant.NEVER, new AcceptedKey(ANONYMOUS)));
    }
}
