package dev.carillon.auth;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Reads the private keys that can sign tokens. */
final class PrivateKeys {
    private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");

    private PrivateKeys() {}

    /** @param der a PrivateKeyInfo (RFC 5208, 5) */
    static PrivateKey of(byte[] der) throws UnusableKey {
        for (String kind : KINDS) {
            try {
                return KeyLaw.checked(KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der)));
            } catch (GeneralSecurityException ofAnotherKind) {
                // Try the next kind.
            }
        }
        throw new UnusableKey("whose key is " + KeyLaw.OF_ANOTHER_KIND);
    }
}
