package dev.carillon.auth;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Verifies tokens. May be called from any thread. */
public interface TokenVerification {
    /** For a service that accepts no tokens. */
    TokenVerification NONE = new TokenVerification() {
        @Override
        public Optional<AuthenticationResult> quick(String token) {
            return Optional.of(verify(token));
        }

        @Override
        public AuthenticationResult verify(String token) {
            return new AuthenticationResult.Denied(
                    Denial.UNKNOWN_KEY, "expected an API key, but was a token, and no key for tokens is set");
        }
    };

    /** The result for {@code token}, if it is cached. Takes no more time than hashing the token. */
    default Optional<AuthenticationResult> known(String token) {
        return Optional.empty();
    }

    /** The result for {@code token}, if it takes no more than about ten microseconds; never waits. */
    Optional<AuthenticationResult> quick(String token);

    /**
     * Completes when {@link #verify} has what it needs, such as a key that must be fetched first; at once if nothing is
     * missing. So no thread waits for the network.
     */
    default CompletionStage<Void> ready(String token) {
        return CompletableFuture.completedStage(null);
    }

    /** The result for {@code token}; may take milliseconds, or seconds if keys must be fetched. For worker threads. */
    AuthenticationResult verify(String token);
}
