package dev.carillon.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How tokens are verified: JSON Web Tokens (RFC 7519) that are signed.
 *
 * @param keys files, each with a public key in PEM or the bytes of an HMAC secret
 * @param jwks where the issuer publishes its keys (RFC 7517)
 * @param audience what a token has to be for, where it matters
 * @param issuer what a token has to be from, where it matters
 */
public record TokenSettings(List<Path> keys, Optional<URI> jwks, Optional<String> audience, Optional<String> issuer) {
    public static final TokenSettings NONE =
            new TokenSettings(List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    public TokenSettings {
        keys = List.copyOf(keys);
    }

    /** Whether any token is accepted. */
    public boolean areSet() {
        return !keys.isEmpty() || jwks.isPresent();
    }
}
