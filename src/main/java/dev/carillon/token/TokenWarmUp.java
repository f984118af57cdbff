package dev.carillon.token;

import com.nimbusds.jose.JWSAlgorithm;
import dev.carillon.auth.NewKey;
import dev.carillon.auth.Permissions;
import dev.carillon.config.TokenSettings;
import dev.carillon.token.TokenRequest.Validity;
import dev.carillon.token.VerificationKey.Identity;
import dev.carillon.topic.TopicPattern;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies example tokens until the JVM has compiled most of the code for it. Before that, a signature takes
 * milliseconds, and at a start thousands of clients connect at once. Blocks the calling thread.
 */
public final class TokenWarmUp {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private static final TokenRequest REQUEST = new TokenRequest(
            new Permissions(List.of(new TopicPattern("warm-up.**")), List.of(new TopicPattern("warm-up.*"))),
            new Validity(NOW, Optional.empty(), NOW.plusSeconds(3600)),
            Optional.of("warm-up"),
            Optional.empty(),
            Optional.empty());

    private final List<VerificationKey> keys = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();

    private TokenWarmUp(Set<NewKey.Kind> kinds) throws GeneralSecurityException {
        for (NewKey.Kind kind : kinds) {
            switch (kind) {
                case HS256 -> add(new SecretKeySpec(new byte[64], "HMAC"));
                case RS256 -> addRsa();
                case ES256, ED25519 -> add(NewKey.pair(kind));
            }
        }
    }

    /** Warms up with the kinds of keys in {@code settings}, for {@code time}. */
    public static void run(TokenSettings settings, Duration time) throws GeneralSecurityException {
        Set<NewKey.Kind> kinds = EnumSet.of(NewKey.Kind.HS256);
        settings.readKeys().values().forEach(key -> kinds.add(kind(key)));
        if (settings.jwks().isPresent()) {
            kinds.addAll(Set.of(NewKey.Kind.RS256, NewKey.Kind.ES256));
        }
        new TokenWarmUp(kinds).verifyFor(time);
    }

    /** Warms up with all kinds of keys, for {@code time}. */
    public static void run(Duration time) throws GeneralSecurityException {
        new TokenWarmUp(EnumSet.allOf(NewKey.Kind.class)).verifyFor(time);
    }

    private static NewKey.Kind kind(Key key) {
        return switch (key) {
            case RSAKey rsa -> NewKey.Kind.RS256;
            case ECKey ec -> NewKey.Kind.ES256;
            case EdECKey ed -> NewKey.Kind.ED25519;
            default -> NewKey.Kind.HS256;
        };
    }

    private void verifyFor(Duration time) {
        TokenVerifier verifier = TokenVerifier.of(keys, () -> NOW);
        long end = System.nanoTime() + time.toNanos();
        for (int i = 0; System.nanoTime() - end < 0; i++) {
            verifier.verifyAgain(tokens.get(i % tokens.size()));
            verifier.quick(tokens.get(i % tokens.size()));
        }
    }

    private void add(SecretKeySpec secret) {
        keys.add(key(secret));
        tokens.add(REQUEST.signed(secret));
    }

    private void add(KeyPair pair) {
        keys.add(key(pair.getPublic()));
        tokens.add(REQUEST.signed(pair.getPrivate()));
    }

    /**
     * Makes a key without a known private half, since making an RSA key takes a second. It verifies nothing, which
     * takes as long as verifying.
     */
    private void addRsa() throws GeneralSecurityException {
        BigInteger modulus = BigInteger.ONE.shiftLeft(2048).subtract(BigInteger.ONE);
        keys.add(key(KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(modulus, RSAKeyGenParameterSpec.F4))));
        tokens.add(REQUEST.withSignature(JWSAlgorithm.RS256, new byte[256]));
    }

    private static VerificationKey key(Key key) {
        return new VerificationKey(new Identity(Optional.empty(), Optional.empty(), key), "warm-up");
    }
}
