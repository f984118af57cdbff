package dev.carillon.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The key of a back end. The service has only its hash. Keys are long and random, so a plain hash is enough; a slow
 * hash is needed only for passwords that people choose.
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
     * Returns {@code name}, which logs and metrics show.
     *
     * @throws IllegalArgumentException when it has characters that are not allowed
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

    /** This key with {@code everyone}, the permissions of all clients, added. */
    public ApiKey and(Permissions everyone) {
        return new ApiKey(name, sha256, permissions.and(everyone));
    }

    /** Whether {@code next} is the same key with at least the same permissions. */
    boolean isWithin(ApiKey next) {
        return name.equals(next.name) && sha256.isSame(next.sha256) && next.permissions.cover(permissions);
    }

    /** Whether {@code credential} has the form of an API key. */
    public static boolean isOne(String credential) {
        return credential.startsWith(PREFIX);
    }
}
