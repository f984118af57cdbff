package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.Require;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What both sides of a channel know and others do not. It is not sent: each side proves that it knows it by a code
 * (HMAC-SHA256, RFC 2104) of two numbers, of which either side chose one, and of the connection.
 */
public final class Secret {
    /** No proof is needed, for listeners that only this machine can reach. */
    public static final Secret NONE = new Secret("");

    private static final int LENGTH_MIN = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /** A new one, by chance. */
    static Secret random() {
        return new Secret(HexFormat.of().formatHex(SecureRandom.getSeed(LENGTH_MIN)));
    }

    /**
     * The secret in a file or a variable, without the white space around it.
     *
     * @param origin of it, for the message when it is too short
     */
    public static Secret of(String origin, String text) {
        String stripped = text.strip();
        Require.that(
                stripped.length() >= LENGTH_MIN,
                "%s must hold a secret of at least %d characters, held %d"
                        .formatted(origin, LENGTH_MIN, stripped.length()));
        return new Secret(stripped);
    }

    /** Whether there is one at all. */
    public boolean isNone() {
        return text.isEmpty();
    }

    /** A random secret, for a process of this machine that receives it. */
    String text() {
        return text;
    }

    /**
     * What cannot be made without the secret.
     *
     * @param provers the number of the side that proves itself
     * @param binding what is known of this connection alone
     */
    byte[] proof(String role, byte[] provers, byte[] others, byte[] binding) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            // A key must not be empty.
            byte[] key = ("carillon-agent:" + text).getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(role.getBytes(StandardCharsets.UTF_8));
            mac.update(provers);
            mac.update(others);
            return mac.doFinal(binding);
        } catch (NoSuchAlgorithmException | InvalidKeyException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
