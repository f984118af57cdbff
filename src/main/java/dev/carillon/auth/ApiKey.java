package dev.carillon.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A key of a back end, of which the service has only the hash. The keys are random and long, so that a plain hash is enough;
 * a slow one is for what people make up.
 *
 * @param name for logs, metrics and rates
 * @param sha256 of the key's characters
 */
public record ApiKey(String name, Hash sha256, Permissions permissions) {
    /** The prefix of every key, so that people and scanners for leaked secrets recognise it. */
    public static final String PREFIX = "carillon_";

    private static final int NAME_MAX = 64;

    public ApiKey {
        requireName(name);
    }

    /**
     * Returns {@code name}; it stands in logs and metrics.
     *
     * @throws IllegalArgumentException when it has other characters than these
     */
    public static String requireName(String name) {
        if (!name.matches("[A-Za-z0-9._-]{1," + NAME_MAX + "}")) {
            throw new IllegalArgumentException("expected 1 to " + NAME_MAX
                    + " letters, digits, dots, underscores and hyphens, but was '" + name + "'");
        }
        return name;
    }

    /** A new key of 256 random bits. Only the caller has it. */
    public static String generate() {
        return PREFIX + NewKey.randomText();
    }

    /**
     * 32 bytes, compared in constant time.
     *
     * @param hex in small letters
     */
    public record Hash(String hex) {
        private static final int DIGITS = 64;

        /** @throws IllegalArgumentException when {@code hex} is not 32 bytes */
        public Hash {
            if (hex.length() != DIGITS || !hex.chars().allMatch(HexFormat::isHexDigit)) {
                throw new IllegalArgumentException(
                        "expected the SHA-256 of a key as 64 hexadecimal digits, as carillon keygen"
                                + " prints it, but were " + hex.length() + " characters");
            }
            hex = hex.toLowerCase(Locale.ROOT);
        }

        public static Hash of(String key) {
            return new Hash(HexFormat.of().formatHex(Sha256.of(key.getBytes(UTF_8))));
        }

        boolean isSame(Hash other) {
            return MessageDigest.isEqual(hex.getBytes(US_ASCII), other.hex.getBytes(US_ASCII));
        }
    }

    /** The same with what every client may do. */
    public ApiKey and(Permissions everyone) {
        return new ApiKey(name, sha256, permissions.and(everyone));
    }

    /** Whether {@code next} is the same key, and may do no less. */
    boolean isWithin(ApiKey next) {
        return name.equals(next.name) && sha256.isSame(next.sha256) && next.permissions.cover(permissions);
    }

    /** Whether {@code credential} is an API key by its form. */
    public static boolean isOne(String credential) {
        return credential.startsWith(PREFIX);
    }
}
