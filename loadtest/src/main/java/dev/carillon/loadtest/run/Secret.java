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
 * The secret of both sides of a channel. It is not sent: each side proves that it has the secret with a code
 * (HMAC-SHA256, RFC 2104) of two random numbers, one from each side, and of a value that is bound to the connection.
 */
public final class Secret {
    /** No secret, for agents that only this machine can reach. */
    public static final Secret NONE = new Secret("");

    private static final int LENGTH_MIN = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /** A new random secret. */
    static Secret random() {
        return new Secret(HexFormat.of().formatHex(SecureRandom.getSeed(LENGTH_MIN)));
    }

    /**
     * The secret in {@code text}, without the white space around it.
     *
     * @param origin file or variable of the text, for the error message
     * @throws IllegalArgumentException if the secret is too short
     */
    public static Secret of(String origin, String text) {
        String stripped = text.strip();
        Require.that(
                stripped.length() >= LENGTH_MIN,
                "%s must hold a secret of at least %d characters, held %d"
                        .formatted(origin, LENGTH_MIN, stripped.length()));
        return new Secret(stripped);
    }

    /** Whether this is {@link #NONE}. */
    public boolean isNone() {
        return text.isEmpty();
    }

    /** The text of a random secret, for a process of this machine to which it is sent. */
    String text() {
        return text;
    }

    /**
     * The proof that one side has the secret.
     *
     * @param role of the side that sends the proof
     * @param provers number that the side that sends the proof has chosen
     * @param others number that the other side has chosen
     * @param binding value that is bound to this connection
     */
    byte[] proof(String role, byte[] provers, byte[] others, byte[] binding) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            // The prefix is necessary because a key must not be empty.
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
