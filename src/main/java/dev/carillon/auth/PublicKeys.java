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
                // The next may be it.
            }
        }
        throw new UnusableKey("whose key is " + KeyLaw.OF_ANOTHER_KIND);
    }

    /** Neither the issuer of the certificate nor its expiry matters: the file says that its key is accepted. */
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
