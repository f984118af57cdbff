package dev.carillon.auth;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Verifies tokens. May be called from any thread. */
public interface TokenVerification {
    /** Where no token is accepted. */
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

    /** The verdict on {@code token}, if it has been verified before and is remembered; takes no more than to hash it. */
    default Optional<AuthenticationResult> known(String token) {
        return Optional.empty();
    }

    /** The verdict on {@code token}, if it takes no more than some ten microseconds; it never waits for anything. */
    Optional<AuthenticationResult> quick(String token);

    /**
     * Ends when {@link #verify} has what it needs, such as a key that has to be fetched first; at once where it has. So no thread
     * waits for the network.
     */
    default CompletionStage<Void> ready(String token) {
        return CompletableFuture.completedStage(null);
    }

    /** The verdict on {@code token}; may take milliseconds, and seconds where keys have to be fetched. For worker threads. */
    AuthenticationResult verify(String token);
}
