package dev.carillon.config;

import dev.carillon.auth.KeyFile;
import java.net.URI;
import java.nio.file.Path;
import java.security.Key;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How tokens are verified: signed JSON Web Tokens (RFC 7519).
 *
 * @param keys files, each with a public key in PEM or the bytes of an HMAC secret
 * @param jwks where the issuer publishes its keys (RFC 7517)
 * @param audience the audience that a token must have; empty if any is accepted
 * @param issuer the issuer that a token must have; empty if any is accepted
 */
public record TokenSettings(List<Path> keys, Optional<URI> jwks, Optional<String> audience, Optional<String> issuer) {
    private static final String KEY = "--token-key";
    private static final String JWKS_LAW = "--jwks must be an https URL, or one of http to a loopback address";

    public static final TokenSettings NONE =
            new TokenSettings(List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * @throws IllegalArgumentException when a value is invalid, or a file has no key that verifies tokens
     */
    public TokenSettings {
        keys = List.copyOf(keys);
        keys.forEach(file -> KeyFile.verifying(KEY, file));
        jwks.ifPresent(TokenSettings::requireSafe);
        requireOfUse("--token-audience", audience, keys, jwks);
        requireOfUse("--token-issuer", issuer, keys, jwks);
    }

    /** Reads the keys in the files again; the result maps each file to its key. */
    public Map<Path, Key> readKeys() {
        Map<Path, Key> read = new LinkedHashMap<>();
        keys.forEach(file -> read.put(file, KeyFile.verifying(KEY, file)));
        return read;
    }

    /** Requires an authenticated source: with other keys, an attacker could make tokens. */
    private static void requireSafe(URI jwks) {
        String scheme = String.valueOf(jwks.getScheme()).toLowerCase(Locale.ROOT);
        Optional<Authority> host = Optional.ofNullable(jwks.getHost()).flatMap(Authority::of);
        boolean encrypted = scheme.equals("https");
        boolean near = scheme.equals("http") && host.map(Authority::isLoopback).orElse(false);
        if (jwks.getRawUserInfo() != null || jwks.getRawFragment() != null) {
            throw new IllegalArgumentException(JWKS_LAW + " without user and fragment, was one with them");
        }
        if (host.isEmpty() || !(encrypted || near)) {
            throw new IllegalArgumentException(JWKS_LAW + ", was " + jwks);
        }
    }

    private static void requireOfUse(String setting, Optional<String> value, List<Path> keys, Optional<URI> jwks) {
        if (value.isPresent() && keys.isEmpty() && jwks.isEmpty()) {
            throw new IllegalArgumentException(setting
                    + " must be given with --token-key or --jwks, but no token is accepted without one of them");
        }
        if (value.isPresent() && value.get().isBlank()) {
            throw new IllegalArgumentException(setting + " must be a name, was blank");
        }
    }

    /** Whether any token is accepted. */
    public boolean areSet() {
        return !keys.isEmpty() || jwks.isPresent();
    }
}
