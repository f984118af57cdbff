package dev.carillon.auth;

import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.NamedParameterSpec;
import java.util.Set;

/** Which asymmetric keys can be used: those that are as strong as the algorithms for tokens require. */
public final class KeyLaw {
    static final String OF_ANOTHER_KIND =
            "neither RSA of 2048 to 8192 bits, nor EC on P-256, P-384 or P-521, nor Ed25519";

    private static final int RSA_BITS_MIN = 2048;

    /** With a longer key, each signature takes milliseconds. */
    private static final int RSA_BITS_MAX = 8192;

    private static final Set<Integer> EC_BITS = Set.of(256, 384, 521);

    private KeyLaw() {}

    /** Returns {@code key}. */
    public static <K extends Key> K checked(K key) throws UnusableKey {
        boolean allowed = switch (key) {
            case RSAKey rsa -> isBetween(rsa.getModulus().bitLength());
            case ECKey ec -> EC_BITS.contains(ec.getParams().getOrder().bitLength());
            case EdECKey ed -> ed.getParams().getName().equals(NamedParameterSpec.ED25519.getName());
            default -> false;
        };
        if (!allowed) {
            throw new UnusableKey("whose key is " + OF_ANOTHER_KIND);
        }
        return key;
    }

    private static boolean isBetween(int rsaBits) {
        return rsaBits >= RSA_BITS_MIN && rsaBits <= RSA_BITS_MAX;
    }
}
