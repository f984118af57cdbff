package dev.carillon.token;

import static dev.carillon.token.Forge.CLAIMS;
import static dev.carillon.token.Forge.EC;
import static dev.carillon.token.Forge.ED25519;
import static dev.carillon.token.Forge.NOW_SECONDS;
import static dev.carillon.token.Forge.RSA;
import static dev.carillon.token.Forge.jwk;
import static dev.carillon.token.Forge.signed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.AcceptedKey;
import dev.carillon.auth.AuthenticationResult;
import dev.carillon.auth.AuthenticationResult.Denied;
import dev.carillon.auth.AuthenticationResult.Granted;
import dev.carillon.auth.AuthenticationResult.Unknown;
import dev.carillon.auth.Denial;
import dev.carillon.auth.Permissions;
import dev.carillon.config.TokenSettings;
import dev.carillon.token.Issuer.Answer;
import dev.carillon.token.Jwks.Pace;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The keys of an issuer, and their validity while it fails. */
@Timeout(20)
class JwksTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration TIMEOUT = Duration.ofMillis(300);

    /** Fetches at the start and never again. */
    private static final Pace ONCE = new Pace(NEVER, NEVER, TIMEOUT);

    /** Fetches whenever a token requires it. */
    private static final Pace ON_DEMAND = new Pace(NEVER, Duration.ZERO, TIMEOUT);

    private static final Pace ALWAYS = new Pace(Duration.ofMillis(5), Duration.ofMillis(5), TIMEOUT);

    private static TokenVerifier verifier(Issuer issuer, Pace pace, Path... files) {
        return TokenVerifier.of(
                new TokenSettings(List.of(files), Optional.of(issuer.url()), Optional.empty(), Optional.empty()),
                Permissions.NONE,
                () -> Instant.ofEpochSecond(NOW_SECONDS),
                pace);
    }

    private static String by(String kid, KeyPair key) {
        return signed(key, "{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(Forge.algorithm(key), kid), CLAIMS);
    }

    private static AcceptedKey keyOf(AuthenticationResult verdict) {
        if (verdict instanceof Granted granted) {
            return granted.grant().key();
        }
        throw new AssertionError("expected a grant, but was " + verdict);
    }

    private static Denial why(AuthenticationResult verdict) {
        if (verdict instanceof Denied denied) {
            return denied.why();
        }
        throw new AssertionError("expected a denial, but was " + verdict);
    }

    @Test
    void tokensOfEachPublishedKeyAreGranted() throws IOException {
        Answer keys = Issuer.keys(jwk("r", RSA.getPublic()), jwk("e", EC.getPublic()), jwk("d", ED25519.getPublic()));
        try (Issuer issuer = new Issuer(keys);
                TokenVerifier verifier = verifier(issuer, ONCE)) {
            assertThat(keyOf(verifier.verify(by("r", RSA))).name()).isEqualTo("jwks r");
            keyOf(verifier.verify(by("e", EC)));
            keyOf(verifier.verify(by("d", ED25519)));
            keyOf(verifier.verify(signed(EC, CLAIMS)));
            assertThat(issuer.asked()).isEqualTo(1);
        }
    }

    @Test
    void aKeyIsUsedOnlyForTokensWithItsName() throws IOException {
        KeyPair other = Forge.pair("EC");
        try (Issuer issuer = new Issuer(Issuer.keys(jwk("e", EC.getPublic()), jwk("o", other.getPublic())));
                TokenVerifier verifier = verifier(issuer, ONCE)) {
            assertThat(why(verifier.verify(by("o", EC)))).isEqualTo(Denial.BAD_SIGNATURE);
        }
    }

    @Test
    void aNewKeyIsFetchedOnDemandAndARemovedOneIsRevoked() throws IOException {
        KeyPair next = Forge.pair("EC");
        try (Issuer issuer = new Issuer(Issuer.keys(jwk("1", EC.getPublic())));
                TokenVerifier verifier = verifier(issuer, ON_DEMAND)) {
            AcceptedKey first = keyOf(verifier.verify(by("1", EC)));

            issuer.answers(Issuer.keys(jwk("1", EC.getPublic()), jwk("2", next.getPublic())));
            AcceptedKey second = keyOf(verifier.verify(by("2", next)));
            assertThat(first.isRevoked()).isFalse();
            assertThat(keyOf(verifier.verify(by("1", EC)))).isSameAs(first);

            issuer.answers(Issuer.keys(jwk("2", next.getPublic())));
            assertThat(why(verifier.verify(by("3", next)))).isEqualTo(Denial.BAD_SIGNATURE);
            assertThat(first.isRevoked()).isTrue();
            assertThat(second.isRevoked()).isFalse();
            assertThat(why(verifier.verify(by("1", EC))))
                    .as("also one that is remembered")
                    .isEqualTo(Denial.BAD_SIGNATURE);
        }
    }

    @Test
    void anotherKeyWithTheSameNameReplacesTheFirst() throws IOException {
        KeyPair next = Forge.pair("EC");
        try (Issuer issuer = new Issuer(Issuer.keys(jwk("1", EC.getPublic())));
                TokenVerifier verifier = verifier(issuer, ALWAYS)) {
            AcceptedKey first = keyOf(verifier.verify(by("1", EC)));
            issuer.answers(Issuer.keys(jwk("1", next.getPublic())));
            while (!first.isRevoked()) {
                Thread.onSpinWait();
            }
            keyOf(verifier.verify(by("1", next)));
        }
    }

    @Test
    void unknownNamesCauseOneFetchPerPause() throws IOException {
        try (Issuer issuer = new Issuer(Issuer.keys(jwk("e", EC.getPublic())));
                TokenVerifier verifier = verifier(issuer, ONCE)) {
            keyOf(verifier.verify(by("e", EC)));
            for (int i = 0; i < 100; i++) {
                String unknown = by("unknown" + i, EC);
                assertThat(verifier.quick(unknown).map(JwksTest::why)).contains(Denial.BAD_SIGNATURE);
                assertThat(why(verifier.verify(unknown))).isEqualTo(Denial.BAD_SIGNATURE);
            }
            assertThat(issuer.asked()).isEqualTo(1);
        }
    }

    @Test
    void concurrentTokensShareOneFetch() throws IOException, InterruptedException, ExecutionException {
        try (Issuer issuer = new Issuer(Issuer.keys(jwk("e", EC.getPublic())));
                TokenVerifier verifier = verifier(issuer, ON_DEMAND);
                ExecutorService workers = Executors.newFixedThreadPool(8)) {
            List<Future<AuthenticationResult>> verdicts = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String unknown = by("unknown" + i, EC);
                verdicts.add(workers.submit(() -> verifier.verify(unknown)));
            }
            for (Future<AuthenticationResult> verdict : verdicts) {
                assertThat(why(verdict.get())).isEqualTo(Denial.BAD_SIGNATURE);
            }
            assertThat(issuer.askedAtOnceMost()).isEqualTo(1);
        }
    }

    @Test
    void whileFetchesFailKnownKeysStayValidAndOtherTokensAreUnknown() throws IOException {
        String garbage = "<html>" + "[".repeat(100_000);
        List<Answer> bad = List.of(
                Issuer.hang(),
                Issuer.drip(),
                Issuer.endless(),
                out -> {},
                Issuer.answer("500 Oops", Forge.jwks(jwk("2", EC.getPublic()))),
                Issuer.answer("302 Found\r\nLocation: https://127.0.0.1:1/", ""),
                Issuer.text(" ".repeat(300_000) + Forge.jwks(jwk("2", EC.getPublic()))),
                Issuer.text(garbage),
                Issuer.text("[".repeat(200_000)),
                Issuer.text("{\"keys\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"),
                Issuer.text(""),
                Issuer.text("null"),
                Issuer.text("{}"),
                Issuer.text("{\"keys\":{}}"),
                Issuer.text("{\"keys\":[null,1]}"),
                Issuer.keys());
        try (Issuer issuer = new Issuer(Issuer.keys(jwk("1", EC.getPublic())));
                TokenVerifier verifier = verifier(issuer, ON_DEMAND)) {
            AcceptedKey known = keyOf(verifier.verify(by("1", EC)));
            for (Answer answer : bad) {
                issuer.answers(answer);
                long before = System.nanoTime();
                assertThat(verifier.verify(by("2", EC))).isInstanceOf(Unknown.class);
                assertThat(System.nanoTime() - before).isLessThan(4 * TIMEOUT.toNanos());
                assertThat(known.isRevoked()).isFalse();
                assertThat(keyOf(verifier.verify(by("1", EC)))).isSameAs(known);
            }
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws IOException {
        try (Issuer elsewhere = new Issuer(Issuer.keys(jwk("e", EC.getPublic())));
                Issuer issuer = new Issuer(Issuer.answer("302 Found\r\nLocation: " + elsewhere.url(), ""));
                TokenVerifier verifier = verifier(issuer, ONCE)) {
            assertThat(verifier.verify(by("e", EC))).isInstanceOf(Unknown.class);
            assertThat(elsewhere.asked()).isZero();
        }
    }

    @Test
    void noTokenWaitsAfterARecentFailedFetch() throws IOException {
        try (Issuer issuer = new Issuer(Issuer.answer("503 Busy", ""));
                TokenVerifier verifier = verifier(issuer, ONCE)) {
            Unknown unknown =
                    new Unknown("expected the keys of the issuer of tokens, but they cannot be fetched now", NEVER);
            assertThat(verifier.verify(by("e", EC))).isEqualTo(unknown);
            for (int i = 0; i < 100; i++) {
                assertThat(verifier.quick(by("e" + i, EC))).contains(unknown);
            }
            assertThat(issuer.asked()).isEqualTo(1);
        }
    }

    @Test
    void anIssuerThatRecoversIsUsed() throws IOException {
        try (Issuer issuer = new Issuer(Issuer.answer("503 Busy", ""));
                TokenVerifier verifier = verifier(issuer, ALWAYS)) {
            while (!(verifier.verify(by("e", EC)) instanceof Unknown)) {
                Thread.onSpinWait();
            }
            issuer.answers(Issuer.keys(jwk("e", EC.getPublic())));
            while (!(verifier.verify(by("e", EC)) instanceof Granted)) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void keysThatCannotVerifyTokensAreIgnored() throws IOException {
        String ec = jwk("x", EC.getPublic());
        List<String> passedOver = List.of(
                "{\"kty\":\"oct\",\"kid\":\"x\",\"k\":\"" + Forge.base64(Forge.SECRET) + "\"}",
                "{\"kty\":\"unheard\",\"kid\":\"x\"}",
                "{\"kty\":\"RSA\",\"kid\":\"x\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
                "{\"kty\":\"EC\",\"kid\":\"x\",\"crv\":\"P-256\",\"x\":\"AAAA\",\"y\":\"AAAA\"}",
                "{\"kty\":\"OKP\",\"kid\":\"x\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}",
                jwk("x", ED25519.getPublic()).replace("Ed25519", "X25519"),
                "{\"kid\":\"x\"}",
                "{}",
                ec.replace("{", "{\"use\":\"enc\","),
                ec.replace("{", "{\"key_ops\":[\"encrypt\"],"));
        List<String> members = new ArrayList<>(passedOver);
        members.add(jwk("good", ED25519.getPublic()));
        try (Issuer issuer = new Issuer(Issuer.keys(members.toArray(String[]::new)));
                TokenVerifier verifier = verifier(issuer, ONCE)) {
            keyOf(verifier.verify(by("good", ED25519)));
            assertThat(why(verifier.verify(by("x", EC)))).isIn(Denial.BAD_SIGNATURE, Denial.WRONG_ALGORITHM);
            assertThat(why(verifier.verify(by("x", ED25519)))).isEqualTo(Denial.BAD_SIGNATURE);
            assertThat(why(verifier.verify(Forge.hs256(CLAIMS)))).isEqualTo(Denial.WRONG_ALGORITHM);
        }
    }

    @Test
    void aKeyPublishedForOneAlgorithmVerifiesNoOther() throws IOException {
        String only = jwk("r", RSA.getPublic()).replace("{", "{\"alg\":\"PS256\",");
        try (Issuer issuer = new Issuer(Issuer.keys(only));
                TokenVerifier verifier = verifier(issuer, ONCE)) {
            assertThat(why(verifier.verify(by("r", RSA)))).isEqualTo(Denial.WRONG_ALGORITHM);
        }
    }

    @Test
    void tooManyKeysAreRefused() throws IOException {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 33; i++) {
            many.add(jwk("k" + i, EC.getPublic()));
        }
        try (Issuer issuer = new Issuer(Issuer.keys(many.toArray(String[]::new)));
                TokenVerifier verifier = verifier(issuer, ONCE)) {
            assertThat(verifier.verify(by("k1", EC))).isInstanceOf(Unknown.class);
        }
    }

    @Test
    void keysFromFilesAreUsedWithAndWithoutTheIssuer(@TempDir Path directory) throws IOException {
        Path file = Forge.file(directory, "rsa.pub", Forge.pem(RSA.getPublic()));
        try (Issuer issuer = new Issuer(Issuer.hang());
                TokenVerifier verifier = verifier(issuer, ONCE, file)) {
            assertThat(keyOf(verifier.verify(by("whatever", RSA))).name()).isEqualTo("rsa.pub");
        }
    }

    @Test
    void anotherUrlRevokesTheKeysOfTheFirst() throws IOException {
        try (Issuer issuer = new Issuer(Issuer.keys(jwk("e", EC.getPublic())));
                Issuer other = new Issuer(Issuer.keys(jwk("e", EC.getPublic())));
                TokenVerifier verifier = verifier(issuer, ONCE)) {
            AcceptedKey first = keyOf(verifier.verify(by("e", EC)));
            TokenSettings same = settings(issuer, Optional.of("carillon"));
            TokenVerifier next = verifier.replacedBy(same, Permissions.NONE);
            assertThat(first.isRevoked()).isFalse();
            assertThat(why(next.verify(by("e", EC)))).isEqualTo(Denial.WRONG_AUDIENCE);
            try (TokenVerifier last = next.replacedBy(settings(other, Optional.empty()), Permissions.NONE)) {
                assertThat(first.isRevoked()).isTrue();
                assertThat(keyOf(last.verify(by("e", EC))).isRevoked()).isFalse();
            }
        }
    }

    @Test
    void fewerPermissionsOfEveryClientRenewTheKeysOfTheIssuer() throws IOException {
        try (Issuer issuer = new Issuer(Issuer.keys(jwk("e", EC.getPublic())));
                TokenVerifier verifier = verifier(issuer, ONCE)) {
            TokenVerifier open = verifier.replacedBy(settings(issuer, Optional.empty()), Permissions.ALL);
            AcceptedKey first = keyOf(open.verify(by("e", EC)));
            TokenVerifier narrowed = open.replacedBy(settings(issuer, Optional.empty()), Permissions.NONE);
            while (!first.isRevoked()) {
                Thread.onSpinWait();
            }
            assertThat(keyOf(narrowed.verify(by("e", EC))).isRevoked()).isFalse();
            assertThat(issuer.asked()).isEqualTo(1);
        }
    }

    private static TokenSettings settings(Issuer issuer, Optional<String> audience) {
        return new TokenSettings(List.of(), Optional.of(issuer.url()), audience, Optional.empty());
    }
}
