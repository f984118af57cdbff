package dev.carillon.auth;

import dev.carillon.auth.AuthenticationResult.Denied;
import dev.carillon.auth.AuthenticationResult.Granted;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Decides on credentials by the settings that apply now. A node has one. Either the service is open, and every client
 * may do everything with any credentials, or each client has the permissions of its credentials. Any thread may call
 * it.
 */
public final class Authenticator {
    private static final AuthenticationResult OPEN = new Granted(Grant.OPEN, "");

    private volatile Rules rules;

    /** The rules that apply at one time. */
    public sealed interface Rules {}

    /** Every client may do everything. */
    public record Open() implements Rules {}

    /**
     * A client has the permissions of its credentials.
     *
     * @param anonymous the grant of a client without credentials; empty if such a client is refused
     */
    public record Closed(ApiKeys apiKeys, TokenVerification tokens, Optional<Grant> anonymous) implements Rules {}

    public Authenticator(Rules rules) {
        this.rules = rules;
    }

    /** Applies other rules. Earlier grants remain valid until they expire or their key is revoked. */
    public void use(Rules next) {
        rules = next;
    }

    /** Whether every client may do everything with any credentials. */
    public boolean isOpen() {
        return rules instanceof Open;
    }

    /** The result for {@code credentials}, if they have been verified before, or there are none. */
    public Optional<AuthenticationResult> known(Credentials credentials) {
        return switch (rules) {
            case Open open -> Optional.of(OPEN);
            case Closed closed -> verdict(closed, credentials, closed.tokens()::known);
        };
    }

    /** The result for {@code credentials}, if it takes no more than about ten microseconds. */
    public Optional<AuthenticationResult> quick(Credentials credentials) {
        return switch (rules) {
            case Open open -> Optional.of(OPEN);
            case Closed closed -> verdict(closed, credentials, closed.tokens()::quick);
        };
    }

    /** Completes when {@link #verify} has what it needs, see {@link TokenVerification#ready}. */
    public CompletionStage<Void> ready(Credentials credentials) {
        return rules instanceof Closed closed && credentials instanceof Credentials.Presented presented
                ? closed.tokens().ready(presented.secret())
                : CompletableFuture.completedStage(null);
    }

    /** The result for {@code credentials}; for worker threads, see {@link TokenVerification#verify}. */
    public AuthenticationResult verify(Credentials credentials) {
        return switch (rules) {
            case Open open -> OPEN;
            case Closed closed ->
                verdict(
                                closed,
                                credentials,
                                token -> Optional.of(closed.tokens().verify(token)))
                        .orElseThrow();
        };
    }

    /**
     * @param ofToken the result for a token, if there is one yet
     */
    private static Optional<AuthenticationResult> verdict(
            Closed closed, Credentials credentials, Function<String, Optional<AuthenticationResult>> ofToken) {
        return switch (credentials) {
            case Credentials.None none -> Optional.of(anonymous(closed));
            case Credentials.Several several ->
                Optional.of(new Denied(Denial.SEVERAL, "expected one token or API key, but were several that differ"));
            case Credentials.Presented presented ->
                ApiKey.isOne(presented.secret())
                        ? Optional.of(closed.apiKeys().verdict(presented.secret()))
                        : ofToken.apply(presented.secret());
        };
    }

    private static AuthenticationResult anonymous(Closed closed) {
        return closed.anonymous()
                .<AuthenticationResult>map(grant -> new Granted(grant, ""))
                .orElseGet(() -> new Denied(
                        Denial.MISSING,
                        "expected a token or an API key, such as Authorization: Bearer TOKEN, but was none"));
    }
}
