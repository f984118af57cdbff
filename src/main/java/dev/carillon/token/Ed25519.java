package dev.carillon.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.util.Set;

/** Ed25519 (RFC 8037) with the JDK: the token library would need another library for it. */
final class Ed25519 {
    /** The name until RFC 9864, and the name since. */
    private static final Set<JWSAlgorithm> NAMES = Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

    private static final String JDK_NAME = "Ed25519";

    private Ed25519() {}

    /** Verifies signatures. */
    static final class Verifier extends BaseJWSProvider implements JWSVerifier {
        private final EdECPublicKey key;

        Verifier(EdECPublicKey key) {
            super(NAMES);
            this.key = key;
        }

        @Override
        public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) {
            try {
                Signature verifying = Signature.getInstance(JDK_NAME);
                verifying.initVerify(key);
                verifying.update(signed);
                return verifying.verify(signature.decode());
            } catch (GeneralSecurityException noSignature) {
                // For example a signature of another length.
                return false;
            }
        }
    }

    /** Makes signatures. */
    static final class Signer extends BaseJWSProvider implements JWSSigner {
        private final EdECPrivateKey key;

        Signer(EdECPrivateKey key) {
            super(NAMES);
            this.key = key;
        }

        @Override
        public Base64URL sign(JWSHeader header, byte[] text) throws JOSEException {
            try {
                Signature signing = Signature.getInstance(JDK_NAME);
                signing.initSign(key);
                signing.update(text);
                return Base64URL.encode(signing.sign());
            } catch (GeneralSecurityException failure) {
                throw new JOSEException("the JDK does not sign with Ed25519", failure);
            }
        }
    }
}
