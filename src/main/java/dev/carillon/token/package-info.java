/**
 * JSON Web Tokens (RFC 7519): verified with the keys of the settings, and made for development.
 *
 * <p>{@link dev.carillon.token.TokenVerifier} is the way in. A {@code SignedToken} is read by its form, {@code Claims} are
 * its claims, a {@code VerificationKey} verifies its signature, and {@code VerifiedTokens} caches it. {@code Jwks} are the keys
 * that the issuer publishes.
 *
 * <p>The only room that uses the library for tokens. May be called from any thread.
 */
@NullMarked
package dev.carillon.token;

import org.jspecify.annotations.NullMarked;
