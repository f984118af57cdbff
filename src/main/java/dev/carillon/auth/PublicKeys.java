package dev.carillon.auth;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;

/** Reads the public keys that can verify tokens. */
final class PublicKeys {
    private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");

    private PublicKeys() {}

    /** @param der a SubjectPublicKeyInfo (RFC 5280, 4.1) */
    static PublicKey of(byte[] der) throws UnusableKey {
        for (String kind : KINDS) {
            try {
                return KeyLaw.checked(KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der)));
            } catch (GeneralSecurityException ofAnotherKind) {
                // Try the next kind.
            }
        }
        throw new UnusableKey("whose key is " + KeyLaw.OF_ANOTHER_KIND);
    }

    /**
     * Does not check the issuer of the certificate or its expiry: the key is accepted because an operator has set this
     * file.
     */
    static PublicKey ofCertificate(byte[] der) throws UnusableKey {
        try {
            return KeyLaw.checked(CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der))
                    .getPublicKey());
        } catch (GeneralSecurityException broken) {
            throw new UnusableKey("whose certificate cannot be read");
        }
    }
}
