package dev.carillon.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import dev.carillon.auth.AcceptedKey;
import java.security.Key;
import java.util.Optional;
import java.util.Set;

/** A key that verifies the signatures of tokens. */
final class VerificationKey {
    private final Identity identity;
    private final JWSVerifier verifier;
    private final AcceptedKey accepted;

    /**
     * Two keys are the same if these are equal.
     *
     * @param kid the id that its issuer gave it; a key without one may have signed any token
     * @param only the one algorithm that its issuer uses it with, if the issuer names one
     */
    record Identity(Optional<String> kid, Optional<JWSAlgorithm> only, Key key) {}

    /** @param name for logs and metrics */
    VerificationKey(Identity identity, String name) {
        this.identity = identity;
        verifier = Algorithms.verifier(identity.key());
        accepted = new AcceptedKey(name);
    }

    Identity identity() {
        return identity;
    }

    AcceptedKey accepted() {
        return accepted;
    }

    boolean allows(JWSAlgorithm algorithm) {
        return algorithms().contains(algorithm)
                && identity.only().map(algorithm::equals).orElse(true);
    }

    Set<JWSAlgorithm> algorithms() {
        return verifier.supportedJWSAlgorithms();
    }

    /** Whether the key may have signed {@code token}, judged by the token's header. */
    boolean isMeantBy(SignedToken token) {
        return allows(token.algorithm())
                && (identity.kid().isEmpty()
                        || token.kid().isEmpty()
                        || identity.kid().equals(token.kid()));
    }

    boolean verifies(SignedToken token) {
        try {
            return token.isSignedFor(verifier);
        } catch (JOSEException notASignature) {
            return false;
        }
    }
}
