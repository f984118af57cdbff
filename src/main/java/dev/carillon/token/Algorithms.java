package dev.carillon.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.security.Key;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.SecretKey;

/** Verifies and signs with a key. Each kind of key allows only its own algorithms, whatever a token says. */
final class Algorithms {
    /** The algorithms of asymmetric keys. */
    private static final Set<JWSAlgorithm> ASYMMETRIC = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512,
            JWSAlgorithm.EdDSA,
            JWSAlgorithm.Ed25519);

    private Algorithms() {}

    static boolean isHmac(JWSAlgorithm algorithm) {
        return JWSAlgorithm.Family.HMAC_SHA.contains(algorithm);
    }

    /** Whether a kind of key exists that allows {@code algorithm}. */
    static boolean isKnown(JWSAlgorithm algorithm) {
        return isHmac(algorithm) || ASYMMETRIC.contains(algorithm);
    }

    static JWSVerifier verifier(Key key) {
        try {
            return switch (key) {
                case SecretKey secret -> new MACVerifier(secret);
                case RSAPublicKey rsa -> new RSASSAVerifier(rsa);
                case ECPublicKey ec -> new ECDSAVerifier(ec);
                case EdECPublicKey ed -> new Ed25519.Verifier(ed);
                default -> throw new IllegalArgumentException("a key that was checked cannot be " + key.getAlgorithm());
            };
        } catch (JOSEException notOfUse) {
            throw new IllegalArgumentException("a key that was checked is refused: " + notOfUse.getMessage(), notOfUse);
        }
    }

    static JWSSigner signer(Key key) {
        try {
            return switch (key) {
                case SecretKey secret -> new MACSigner(secret);
                case ECPrivateKey ec -> new ECDSASigner(ec);
                case EdECPrivateKey ed -> new Ed25519.Signer(ed);
                case PrivateKey rsa -> new RSASSASigner(rsa);
                default -> throw new IllegalArgumentException("a key that was checked cannot be " + key.getAlgorithm());
            };
        } catch (JOSEException notOfUse) {
            throw new IllegalArgumentException("a key that was checked is refused: " + notOfUse.getMessage(), notOfUse);
        }
    }

    /** The algorithm that most verifiers support, of those that the key can sign with. */
    static JWSAlgorithm usual(JWSSigner signer) {
        return Stream.of(
                        JWSAlgorithm.HS256,
                        JWSAlgorithm.RS256,
                        JWSAlgorithm.ES256,
                        JWSAlgorithm.ES384,
                        JWSAlgorithm.ES512,
                        JWSAlgorithm.EdDSA)
                .filter(signer.supportedJWSAlgorithms()::contains)
                .findFirst()
                .orElseThrow();
    }
}
