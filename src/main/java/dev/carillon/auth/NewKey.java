package dev.carillon.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * A new key for tokens, in the form of its files.
 *
 * @param secret the key that signs: a private key in PEM, or an HMAC secret, a line of text without a line end
 * @param published the public key in PEM; empty for an HMAC secret
 */
public record NewKey(String secret, Optional<String> published) {
    private static final int SECRET_BYTES = 32;
    private static final int RSA_BITS = 2048;
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII));

    /** The algorithm that the key is for. */
    public enum Kind {
        HS256,
        ES256,
        RS256,
        ED25519;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static NewKey of(Kind kind) {
        if (kind == Kind.HS256) {
            return new NewKey(randomText(), Optional.empty());
        }
        KeyPair pair = pair(kind);
        return new NewKey(
                pem("PRIVATE KEY", pair.getPrivate().getEncoded()),
                Optional.of(pem("PUBLIC KEY", pair.getPublic().getEncoded())));
    }

    /** A new key pair of {@code kind}, which must be asymmetric. */
    public static KeyPair pair(Kind kind) {
        return switch (kind) {
            case HS256 -> throw new IllegalArgumentException("expected a kind of key with two halves, but was " + kind);
            case ES256 -> pair("EC", new ECGenParameterSpec("secp256r1"));
            case RS256 -> pair("RSA", new RSAKeyGenParameterSpec(RSA_BITS, RSAKeyGenParameterSpec.F4));
            case ED25519 -> pair("EdDSA", NamedParameterSpec.ED25519);
        };
    }

    /** 256 random bits in base64url. */
    static String randomText() {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static KeyPair pair(String algorithm, AlgorithmParameterSpec of) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(of);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    @Override
    public String toString() {
        return "NewKey[secret]";
    }
}
