/**
 * JSON Web Tokens (RFC 7519): verified with the keys of the settings, and made for development.
 *
 * <p>{@link dev.carillon.token.TokenVerifier} is the way in. A {@code SignedToken} is read by its form, {@code Claims} says
 * what it wants, a {@code VerificationKey} vouches for it, and {@code VerifiedTokens} remembers it. {@code Jwks} are the keys
 * that the issuer publishes.
 *
 * <p>The only room that knows the library for tokens. May be called from any thread.
 */
@NullMarked
package dev.carillon.token;

import org.jspecify.annotations.NullMarked;
