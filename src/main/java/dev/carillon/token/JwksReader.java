package dev.carillon.token;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.carillon.auth.KeyLaw;
import dev.carillon.auth.UnusableKey;
import dev.carillon.token.VerificationKey.Identity;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.text.ParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a JSON Web Key Set (RFC 7517): its public keys that can verify tokens. Others are ignored, as section 5
 * requires. Symmetric keys are ignored too, since a published key is not a secret.
 */
final class JwksReader {
    /** An issuer has a few. All may have to be tried for a token that names no key. */
    private static final int KEYS_MAX = 32;

    private static final int ED25519_BYTES = 32;

    private JwksReader() {}

    /** @throws IOException when {@code text} is not a key set, or has no usable key */
    static Set<Identity> read(String text) throws IOException {
        Set<Identity> keys = new LinkedHashSet<>();
        for (Map<String, Object> one : members(text)) {
            key(one).ifPresent(keys::add);
        }
        if (keys.isEmpty() || keys.size() > KEYS_MAX) {
            throw new IOException(
                    "expected 1 to " + KEYS_MAX + " keys that can verify tokens, but were " + keys.size());
        }
        return keys;
    }

    private static List<Map<String, Object>> members(String text) throws IOException {
        try {
            Map<String, Object> set = JSONObjectUtils.parse(text);
            Map<String, Object>[] members = JSONObjectUtils.getJSONObjectArray(set, "keys");
            if (members != null) {
                return List.of(members);
            }
        } catch (ParseException | RuntimeException garbage) {
            // The message of the library would show the text.
        }
        throw new IOException("expected a JSON Web Key Set, an object with a list of keys, but was another text");
    }

    private static Optional<Identity> key(Map<String, Object> member) {
        try {
            JWK jwk = JWK.parse(member);
            return isForSignatures(jwk) ? Optional.of(identity(jwk, KeyLaw.checked(publicKey(jwk)))) : Optional.empty();
        } catch (ParseException | JOSEException | GeneralSecurityException | UnusableKey | RuntimeException ofNoUse) {
            return Optional.empty();
        }
    }

    private static boolean isForSignatures(JWK jwk) {
        boolean use = jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE);
        return use && (jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
    }

    private static Identity identity(JWK jwk, PublicKey key) {
        return new Identity(
                Optional.ofNullable(jwk.getKeyID()),
                Optional.ofNullable(jwk.getAlgorithm()).map(Algorithm::getName).map(JWSAlgorithm::parse),
                key);
    }

    private static PublicKey publicKey(JWK jwk) throws JOSEException, GeneralSecurityException, UnusableKey {
        return switch (jwk) {
            case RSAKey rsa -> rsa.toRSAPublicKey();
            case ECKey ec -> ec.toECPublicKey();
            case OctetKeyPair ed when ed.getCurve().equals(Curve.Ed25519) -> ed25519(ed.getDecodedX());
            default -> throw new GeneralSecurityException("no public key: " + jwk.getKeyType());
        };
    }

    /** The key is the y of the point in little-endian order, and one bit of its x (RFC 8032, 5.1.2). */
    private static PublicKey ed25519(byte[] x) throws GeneralSecurityException {
        if (x.length != ED25519_BYTES) {
            throw new GeneralSecurityException("not of Ed25519");
        }
        byte[] y = new byte[ED25519_BYTES];
        for (int i = 0; i < y.length; i++) {
            y[i] = x[ED25519_BYTES - 1 - i];
        }
        boolean odd = y[0] < 0;
        y[0] &= 0x7f;
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, y));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }
}
