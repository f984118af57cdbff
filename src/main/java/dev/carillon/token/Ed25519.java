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

/** Ed25519 (RFC 8037) by the JDK: the library's own would need one more library. */
final class Ed25519 {
    /** Its name until RFC 9864, and since. */
    private static final Set<JWSAlgorithm> NAMES = Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

    private static final String JDK_NAME = "Ed25519";

    private Ed25519() {}

    /** Verifies. */
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
                // Such as one of another length.
                return false;
            }
        }
    }

    /** Signs. */
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
