package dev.carillon.loadtest.run;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What agents and their leaders know and others do not. It never travels: each side proves that it knows it by
 * what it makes of two numbers, of which either side chose one (HMAC-SHA256, RFC 2104).
 */
public final class Secret {
    /** Nobody has to prove anything, as is well where only this machine can come. */
    public static final Secret NONE = new Secret("", false);

    private static final int LENGTH_MIN = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] key;
    private final boolean known;

    private Secret(String text, boolean known) {
        // A key must not be empty.
        this.key = ("carillon-agent:" + text).getBytes(StandardCharsets.UTF_8);
        this.known = known;
    }

    /**
     * A secret as a file or a variable holds it; space around it is none of it.
     *
     * @param origin of it, for the message when it is too short
     */
    public static Secret of(String origin, String text) {
        String stripped = text.strip();
        if (stripped.length() < LENGTH_MIN) {
            throw new IllegalArgumentException(origin + " must hold a secret of at least " + LENGTH_MIN
                    + " characters, held " + stripped.length());
        }
        return new Secret(stripped, true);
    }

    /** Whether there is one at all. */
    public boolean isNone() {
        return !known;
    }

    /** What only those can make that know the secret, of the numbers of the one who proves it and of the other. */
    byte[] proof(String role, byte[] provers, byte[] others) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(role.getBytes(StandardCharsets.UTF_8));
            mac.update(provers);
            return mac.doFinal(others);
        } catch (NoSuchAlgorithmException | InvalidKeyException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }

    boolean isProof(byte[] shown, String role, byte[] provers, byte[] others) {
        return MessageDigest.isEqual(shown, proof(role, provers, others));
    }
}
