/**
 * JSON Web Tokens (RFC 7519): verified with the keys of the settings, and made for development.
 *
 * <p>{@link dev.carillon.token.TokenVerifier} is the entrance. It parses a {@code SignedToken}, checks its {@code
 * Claims}, verifies its signature with a {@code VerificationKey}, and caches the result in {@code VerifiedTokens}.
 * {@code Jwks} are the keys that the issuer publishes.
 *
 * <p>May use {@code auth}, {@code config}, {@code topic} and {@code text}. No other room uses the library for tokens.
 * Any thread may call it; verifying blocks, so it belongs on worker threads. {@code Jwks} fetches on its own thread.
 */
@NullMarked
package dev.carillon.token;

import org.jspecify.annotations.NullMarked;
