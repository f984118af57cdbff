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
 * How tokens are verified: JSON Web Tokens (RFC 7519) that are signed.
 *
 * @param keys files, each with a public key in PEM or the bytes of an HMAC secret
 * @param jwks where the issuer publishes its keys (RFC 7517)
 * @param audience what a token has to be for, where it matters
 * @param issuer what a token has to be from, where it matters
 */
public record TokenSettings(List<Path> keys, Optional<URI> jwks, Optional<String> audience, Optional<String> issuer) {
    private static final String KEY = "--token-key";
    private static final String JWKS_LAW = "--jwks must be an https URL, or one of http to a loopback address";

    public static final TokenSettings NONE =
            new TokenSettings(List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    /** @throws IllegalArgumentException also when a file has no key that verifies */
    public TokenSettings {
        keys = List.copyOf(keys);
        keys.forEach(file -> KeyFile.verifying(KEY, file));
        jwks.ifPresent(TokenSettings::requireSafe);
        requireOfUse("--token-audience", audience, keys, jwks);
        requireOfUse("--token-issuer", issuer, keys, jwks);
    }

    /** The keys in the files, as they are now, by their files. */
    public Map<Path, Key> readKeys() {
        Map<Path, Key> read = new LinkedHashMap<>();
        keys.forEach(file -> read.put(file, KeyFile.verifying(KEY, file)));
        return read;
    }

    /** An attacker that can change what comes from there can make tokens. */
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
