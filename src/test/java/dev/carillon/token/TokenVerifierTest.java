package dev.carillon.token;

import static dev.carillon.token.Forge.CLAIMS;
import static dev.carillon.token.Forge.EC;
import static dev.carillon.token.Forge.ED25519;
import static dev.carillon.token.Forge.NOW_SECONDS;
import static dev.carillon.token.Forge.RSA;
import static dev.carillon.token.Forge.SECRET;
import static dev.carillon.token.Forge.base64;
import static dev.carillon.token.Forge.claims;
import static dev.carillon.token.Forge.hmac;
import static dev.carillon.token.Forge.hs256;
import static dev.carillon.token.Forge.pem;
import static dev.carillon.token.Forge.signed;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.AuthenticationResult;
import dev.carillon.auth.AuthenticationResult.Denied;
import dev.carillon.auth.AuthenticationResult.Granted;
import dev.carillon.auth.Denial;
import dev.carillon.auth.Grant;
import dev.carillon.auth.Permissions;
import dev.carillon.config.TokenSettings;
import dev.carillon.topic.TopicPattern;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are accepted, with which permissions, and the reasons for refusing others. */
class TokenVerifierTest {
    private static final String ANY_SIGNATURE = base64(new byte[64]);

    @TempDir
    private Path directory;

    private long nowSeconds = NOW_SECONDS;

    private Path secret;
    private Path rsa;
    private Path ec;
    private Path ed;
    private TokenVerifier all;

    @BeforeEach
    void keys() {
        secret = Forge.file(directory, "secret", SECRET + "\n");
        rsa = Forge.file(directory, "rsa.pub", pem(RSA.getPublic()));
        ec = Forge.file(directory, "ec.pub", pem(EC.getPublic()));
        ed = Forge.file(directory, "ed.pub", pem(ED25519.getPublic()));
        all = verifier(secret, rsa, ec, ed);
    }

    private TokenVerifier verifier(Path... files) {
        return verifier(Optional.empty(), Optional.empty(), files);
    }

    private TokenVerifier verifier(Optional<String> audience, Optional<String> issuer, Path... files) {
        TokenSettings settings = new TokenSettings(List.of(files), Optional.empty(), audience, issuer);
        return TokenVerifier.of(settings, Permissions.NONE, () -> Instant.ofEpochSecond(nowSeconds));
    }

    private static Granted granted(AuthenticationResult verdict) {
        if (verdict instanceof Granted granted) {
            return granted;
        }
        throw new AssertionError("expected a grant, but was " + verdict);
    }

    private static Denied denied(AuthenticationResult verdict) {
        if (verdict instanceof Denied denied) {
            return denied;
        }
        throw new AssertionError("expected a denial, but was " + verdict);
    }

    private Denial whyNot(String token) {
        return denied(all.verify(token)).why();
    }

    @Test
    void aTokenOfEachKindOfKeyHasThePermissionsItClaims() {
        Permissions expected =
                new Permissions(List.of(new TopicPattern("news.**")), List.of(new TopicPattern("chat.*")));
        List<String> tokens = List.of(hs256(CLAIMS), signed(RSA, CLAIMS), signed(EC, CLAIMS), signed(ED25519, CLAIMS));
        for (String token : tokens) {
            Granted granted = granted(all.verify(token));
            assertThat(granted.client()).isEqualTo("ann");
            assertThat(granted.grant().permissions()).isEqualTo(expected);
        }
    }

    @Test
    void theLaterNameOfEdDsaIsSupported() {
        granted(all.verify(signed(ED25519, "{\"alg\":\"Ed25519\"}", CLAIMS)));
    }

    @Test
    void aGrantHasTheFileOfTheKeyThatVerifiedIt() {
        assertThat(granted(all.verify(signed(EC, CLAIMS))).grant().key().name()).isEqualTo("ec.pub");
    }

    @Test
    void onlyAnHmacIsVerifiedOnALoop() {
        assertThat(all.quick(hs256(CLAIMS))).containsInstanceOf(Granted.class);
        for (KeyPair key : List.of(RSA, EC, ED25519)) {
            String token = signed(key, CLAIMS);
            assertThat(all.quick(token)).isEmpty();
            AuthenticationResult verdict = all.verify(token);
            assertThat(all.quick(token)).as("once it is known").contains(verdict);
        }
    }

    @Test
    void aLongTokenIsNotParsedOnALoopUntilItIsCached() {
        String token = hs256(claims("\"jti\":\"" + "x".repeat(2000) + "\""));
        assertThat(all.quick(token)).isEmpty();
        assertThat(all.known(token)).isEmpty();
        AuthenticationResult verdict = granted(all.verify(token));
        assertThat(all.quick(token)).contains(verdict);
        assertThat(all.known(token)).contains(verdict);
    }

    @Test
    void aTokenThatNoKeyCanHaveSignedIsDeniedOnTheLoop() {
        assertThat(verifier(secret).quick(signed(EC, CLAIMS))).containsInstanceOf(Denied.class);
        assertThat(all.quick(hmac("{\"alg\":\"none\"}", CLAIMS, new byte[32]))).containsInstanceOf(Denied.class);
        assertThat(all.quick(signed(EC, "{\"exp\":1}"))).containsInstanceOf(Denied.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
    void aTokenWithTheAlgorithmNoneIsDenied(String none) {
        String text = base64("{\"alg\":\"" + none + "\"}") + "." + base64(CLAIMS);
        assertThat(whyNot(text + ".")).isIn(Denial.WRONG_ALGORITHM, Denial.MALFORMED);
        assertThat(whyNot(text + "." + ANY_SIGNATURE)).isEqualTo(Denial.WRONG_ALGORITHM);
        assertThat(whyNot(text)).isEqualTo(Denial.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hs256", "Hs256", "HS256 ", "ES256K", "HS1", "RS1", "A128KW", "dir", "", "HS256\\u0000"})
    void anAlgorithmThatNoKeyAllowsIsDenied(String algorithm) {
        String token = hmac("{\"alg\":\"" + algorithm + "\"}", CLAIMS, SECRET.getBytes(US_ASCII));
        assertThat(whyNot(token)).isIn(Denial.WRONG_ALGORITHM, Denial.MALFORMED);
    }

    @Test
    void aPublicKeyIsNeverUsedAsASecret() {
        TokenVerifier verifier = verifier(rsa, ec, ed);
        for (KeyPair key : List.of(RSA, EC, ED25519)) {
            String pem = pem(key.getPublic());
            List<byte[]> secrets = List.of(
                    pem.getBytes(US_ASCII),
                    pem.strip().getBytes(US_ASCII),
                    key.getPublic().getEncoded());
            for (byte[] known : secrets) {
                Denied denied = denied(verifier.verify(hmac("{\"alg\":\"HS256\"}", CLAIMS, known)));
                assertThat(denied.why()).isEqualTo(Denial.WRONG_ALGORITHM);
                // Also beside a real secret.
                assertThat(whyNot(hmac("{\"alg\":\"HS256\"}", CLAIMS, known))).isEqualTo(Denial.BAD_SIGNATURE);
            }
        }
    }

    @Test
    void aKeyVerifiesOnlyWithTheAlgorithmsOfItsKind() {
        for (KeyPair key : List.of(RSA, EC, ED25519)) {
            for (String other : List.of("HS256", "RS256", "PS256", "ES256", "ES384", "EdDSA")) {
                if (!other.equals(Forge.algorithm(key))) {
                    assertThat(whyNot(signed(key, "{\"alg\":\"" + other + "\"}", CLAIMS)))
                            .as("%s by %s", other, key.getPublic().getAlgorithm())
                            .isIn(Denial.BAD_SIGNATURE, Denial.WRONG_ALGORITHM);
                }
            }
        }
    }

    @Test
    void aForgedTokenIsDenied() {
        for (String good : List.of(hs256(CLAIMS), signed(RSA, CLAIMS), signed(EC, CLAIMS), signed(ED25519, CLAIMS))) {
            String[] parts = good.split("\\.", -1);
            String more = base64(claims("\"carillon.publish\":\"**\""));
            assertThat(whyNot(parts[0] + "." + more + "." + parts[2])).isEqualTo(Denial.BAD_SIGNATURE);
            assertThat(whyNot(parts[0] + "." + parts[1] + "." + ANY_SIGNATURE)).isEqualTo(Denial.BAD_SIGNATURE);
            assertThat(whyNot(parts[0] + "." + parts[1] + ".AA")).isEqualTo(Denial.BAD_SIGNATURE);
            assertThat(whyNot(parts[0] + "." + parts[1] + ".")).isEqualTo(Denial.MALFORMED);
        }
        assertThat(whyNot(signed(Forge.pair("EC"), CLAIMS))).isEqualTo(Denial.BAD_SIGNATURE);
        assertThat(whyNot(hmac("{\"alg\":\"HS256\"}", CLAIMS, new byte[64]))).isEqualTo(Denial.BAD_SIGNATURE);
    }

    /**
     * CVE-2022-21449: a signature with r and s of 0 is valid for everything in a verifier that does not check for it.
     */
    @Test
    void aSignatureOfZeroesIsDenied() {
        byte[] order = ((java.security.interfaces.ECPublicKey) EC.getPublic())
                .getParams()
                .getOrder()
                .toByteArray();
        byte[] twice = new byte[64];
        System.arraycopy(order, 1, twice, 0, 32);
        System.arraycopy(order, 1, twice, 32, 32);
        String text = base64("{\"alg\":\"ES256\"}") + "." + base64(CLAIMS) + ".";
        for (byte[] signature : List.of(new byte[64], twice, new byte[1], new byte[63], new byte[65], new byte[128])) {
            assertThat(whyNot(text + base64(signature))).isEqualTo(Denial.BAD_SIGNATURE);
        }
    }

    @Test
    void aTokenIsValidUntilTheSecondInWhichItExpires() {
        String token = hs256(CLAIMS);
        nowSeconds = NOW_SECONDS + 3599;
        granted(all.verify(token));
        nowSeconds = NOW_SECONDS + 3600;
        assertThat(denied(all.verify(token)).why())
                .as("also one that is remembered")
                .isEqualTo(Denial.EXPIRED);
        assertThat(denied(all.quick(token).orElseThrow()).why()).isEqualTo(Denial.EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1799999999", "1800000000", "1799999999.5", "-1e300"})
    void anExpiredTokenIsDenied(String exp) {
        assertThat(whyNot(hs256("{\"exp\":" + exp + "}"))).isEqualTo(Denial.EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1800000001", "1800000000.5", "9223372036854775807", "99999999999999999999999", "1e300"})
    void aTokenWithALateExpiryIsValid(String exp) {
        Grant grant = granted(all.verify(hs256("{\"exp\":" + exp + "}"))).grant();
        assertThat(grant.hasEnded(NOW_SECONDS * 1000)).isFalse();
        assertThat(grant.mayEnd()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"exp\":null}", "{\"exp\":\"1900000000\"}", "{\"exp\":[1900000000]}", "{\"exp\":true}"})
    void aTokenWithoutAnExpiryIsDenied(String claims) {
        assertThat(whyNot(hs256(claims))).isEqualTo(Denial.INVALID_CLAIM);
    }

    @Test
    void aTokenThatIsNotYetValidIsDeniedWithATolerance() {
        granted(all.verify(hs256(claims("\"nbf\":" + (NOW_SECONDS + 5)))));
        assertThat(whyNot(hs256(claims("\"nbf\":" + (NOW_SECONDS + 6))))).isEqualTo(Denial.NOT_YET_VALID);
        assertThat(whyNot(hs256(claims("\"nbf\":\"soon\"")))).isEqualTo(Denial.INVALID_CLAIM);
    }

    @Test
    void aTokenMustHaveTheAudienceOfTheService() {
        TokenVerifier strict = verifier(Optional.of("carillon"), Optional.empty(), secret);
        granted(strict.verify(hs256(claims("\"aud\":\"carillon\""))));
        granted(strict.verify(hs256(claims("\"aud\":[\"other\",\"carillon\"]"))));
        for (String other :
                List.of("\"aud\":\"Carillon\"", "\"aud\":[]", "\"aud\":[[\"carillon\"]]", "\"aud\":null", "\"x\":1")) {
            assertThat(denied(strict.verify(hs256(claims(other)))).why())
                    .as(other)
                    .isEqualTo(Denial.WRONG_AUDIENCE);
        }
    }

    @Test
    void aTokenMustHaveTheIssuerOfTheService() {
        TokenVerifier strict = verifier(Optional.empty(), Optional.of("https://id.example.com/"), secret);
        granted(strict.verify(hs256(claims("\"iss\":\"https://id.example.com/\""))));
        for (String other :
                List.of("\"iss\":\"https://id.example.com\"", "\"iss\":[\"https://id.example.com/\"]", "\"x\":1")) {
            assertThat(denied(strict.verify(hs256(claims(other)))).why())
                    .as(other)
                    .isEqualTo(Denial.WRONG_ISSUER);
        }
    }

    @Test
    void mistakesInClaimsAreReportedOnlyForVerifiedTokens() {
        TokenVerifier strict = verifier(Optional.of("carillon"), Optional.empty(), secret);
        String forged = hmac("{\"alg\":\"HS256\"}", claims("\"aud\":\"x\""), new byte[64]);
        assertThat(denied(strict.verify(forged)).why()).isEqualTo(Denial.BAD_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"carillon.subscribe\":[\"a.*\"],\"carillon.publish\":[\"b\"]",
                "\"carillon.subscribe\":\"a.*\",\"carillon.publish\":\"b\"",
                "\"carillon\":{\"subscribe\":[\"a.*\"],\"publish\":[\"b\"]}",
                "\"carillon\":{\"subscribe\":\"a.*\",\"publish\":\"b\",\"later\":1}",
            })
    void permissionsMayBeFlatOrNestedAndAListOrAString(String permissions) {
        assertThat(granted(all.verify(hs256(claims(permissions)))).grant().permissions())
                .isEqualTo(new Permissions(List.of(new TopicPattern("a.*")), List.of(new TopicPattern("b"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"x\":1", "\"carillon\":{}", "\"carillon.subscribe\":[]", "\"Carillon.Subscribe\":[\"a\"]"})
    void aTokenWithoutPermissionsIsValidAndMayDoNothing(String claims) {
        assertThat(granted(all.verify(hs256(claims(claims)))).grant().permissions())
                .isEqualTo(Permissions.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"carillon.subscribe\":[\"a\"],\"carillon\":{\"publish\":[\"b\"]}",
                "\"carillon.subscribe\":[\"a\"],\"carillon\":{}",
                "\"carillon\":[\"a\"]",
                "\"carillon\":null",
                "\"carillon.subscribe\":null",
                "\"carillon.subscribe\":7",
                "\"carillon.subscribe\":{\"a\":1}",
                "\"carillon.subscribe\":[null]",
                "\"carillon.subscribe\":[[\"a\"]]",
                "\"carillon.subscribe\":[\"\"]",
                "\"carillon.subscribe\":[\"a..b\"]",
                "\"carillon.subscribe\":[\"**.a\"]",
                "\"carillon.subscribe\":[\"a*\"]",
                "\"carillon.subscribe\":[\"a b\"]",
                "\"carillon.subscribe\":[\"a\\u0000b\"]",
                "\"carillon.subscribe\":[\"a\\u202eb\"]",
                "\"carillon.subscribe\":[\"a\\ud800b\"]",
                "\"carillon.subscribe\":[\"a%2eb/c\"]",
            })
    void invalidPermissionsAreDenied(String permissions) {
        assertThat(whyNot(hs256(claims(permissions)))).isEqualTo(Denial.INVALID_CLAIM);
    }

    @Test
    void anInvalidPatternIsReportedWithTheRule() {
        assertThat(denied(all.verify(hs256(claims("\"carillon.publish\":[\"a..b\"]"))))
                        .message())
                .isEqualTo("expected carillon.publish to be a list of patterns, but a pattern must be 1 to 255 bytes of"
                        + " dot-separated segments without > # / ? , or spaces, where a segment may be * and the last may be"
                        + " **, was 'a..b': segment 2 is empty");
    }

    @Test
    void atMostAHundredPatternsAreAllowed() {
        String hundred = "\"a\"" + ",\"a\"".repeat(99);
        granted(all.verify(hs256(claims("\"carillon.publish\":[" + hundred + "]"))));
        assertThat(whyNot(hs256(claims("\"carillon.publish\":[" + hundred + ",\"a\"]"))))
                .isEqualTo(Denial.INVALID_CLAIM);
    }

    @Test
    void caseAndUnicodeOfPatternsAreKept() {
        Permissions permissions = granted(all.verify(hs256(claims("\"carillon.subscribe\":[\"Straße.*\"]"))))
                .grant()
                .permissions();
        assertThat(permissions.maySubscribe(new TopicPattern("Straße.1"))).isTrue();
        assertThat(permissions.maySubscribe(new TopicPattern("straße.1"))).isFalse();
        assertThat(permissions.maySubscribe(new TopicPattern("STRASSE.1"))).isFalse();
    }

    @Test
    void theSubjectIsShortenedAndEscapedForLogs() {
        String nasty = "\"sub\":\"a\\r\\nb\\\"c\\u001b[31m\\u202e" + "x".repeat(200) + "\"";
        String claims = "{\"exp\":%d,%s}".formatted(NOW_SECONDS + 60, nasty);
        assertThat(granted(all.verify(hs256(claims))).client()).matches("a\\?\\?b\\?c\\?\\?31m\\?x{52}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"HS256\",\"alg\":\"HS256\"}",
                "{\"alg\":\"HS256\"",
                "[\"HS256\"]",
                "[[\"alg\",\"HS256\"]]",
                "\"HS256\"",
                "{}",
                "{\"alg\":256}",
                "{\"alg\":[\"HS256\"]}",
                "{\"alg\":\"HS256\",\"kid\":7}",
                "{\"alg\":\"HS256\",\"kid\":[\"a\"]}",
                "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
                "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}",
                "{\"alg\":\"HS256\",\"b64\":false}",
                "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}",
                "not JSON",
            })
    void anInvalidHeaderIsDenied(String header) {
        assertThat(whyNot(hmac(header, CLAIMS, SECRET.getBytes(US_ASCII)))).isEqualTo(Denial.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"exp\":1900000000,\"exp\":1900000000}",
                "[]",
                "[[\"exp\",1900000000]]",
                "\"\"",
                "null",
                "",
                "{\"exp\":1900000000",
                "{\"exp\":1900000000} {}",
                "{exp:1900000000}",
                "{\"exp\":1900000000,}",
                "{\"exp\":NaN}",
            })
    void invalidClaimsAreDenied(String claims) {
        assertThat(whyNot(hs256(claims))).isEqualTo(Denial.MALFORMED);
    }

    @Test
    void deepClaimsAreDeniedOrIgnored() {
        int depth = 1900;
        String deep = "\"x\":" + "[".repeat(depth) + "]".repeat(depth);
        String token = hs256(claims(deep));
        assertThat(token.length()).isLessThan(SignedToken.LENGTH_MAX);
        assertThat(all.verify(token)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "...", "a", "a.b", "a.b.c", "a.b.c.d.e", "....", " ", "Bearer x", "{}", "é.é.é"})
    void aTextThatIsNotATokenIsDenied(String text) {
        assertThat(whyNot(text)).isEqualTo(Denial.MALFORMED);
    }

    @Test
    void charactersOutsideBase64UrlAreDenied() {
        String good = hs256(CLAIMS);
        for (String bad : List.of(
                " " + good,
                good + " ",
                good + "=",
                good + "\n",
                good.replaceFirst("\\.", ".."),
                good + ".",
                good + ".x",
                good.replaceFirst("\\.", "!."),
                good.replaceFirst("e", "e\u0000"),
                good.replaceFirst("e", "e%20"))) {
            assertThat(whyNot(bad)).as(bad).isEqualTo(Denial.MALFORMED);
        }
    }

    @Test
    void atMostEightKilobytesAreAllowed() {
        String padded = claims("\"x\":\"" + "y".repeat(5900) + "\"");
        granted(all.verify(hs256(padded)));
        String long8k = hs256(claims("\"x\":\"" + "y".repeat(6100) + "\""));
        assertThat(long8k.length()).isGreaterThan(SignedToken.LENGTH_MAX);
        assertThat(denied(all.quick(long8k).orElseThrow()).why()).isEqualTo(Denial.MALFORMED);
        String long8m = "a".repeat(4_000_000) + "." + "a".repeat(4_000_000) + ".a";
        assertThat(denied(all.quick(long8m).orElseThrow()).why()).isEqualTo(Denial.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "../../../../dev/null",
                "/proc/self/environ",
                "x' UNION SELECT 'AAAA",
                "http://127.0.0.1:1/key",
                "| sleep 9",
                "\\u0000",
                "\\ud800",
                "ec.pub",
            })
    void aKidIsOnlyCompared(String kid) {
        granted(all.verify(signed(EC, "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\"}", CLAIMS)));
        String withNoKey = hmac("{\"alg\":\"HS256\",\"kid\":\"" + kid + "\"}", CLAIMS, new byte[1]);
        assertThat(whyNot(withNoKey)).isEqualTo(Denial.BAD_SIGNATURE);
    }

    @Test
    void keysInAHeaderAreIgnored() {
        KeyPair mine = Forge.pair("EC");
        for (String where : List.of(
                "\"jku\":\"http://127.0.0.1:1/\"",
                "\"x5u\":\"http://127.0.0.1:1/\"",
                "\"jwk\":" + Forge.jwk("mine", mine.getPublic()))) {
            String token = signed(mine, "{\"alg\":\"ES256\"," + where + "}", CLAIMS);
            assertThat(whyNot(token)).as(where).isEqualTo(Denial.BAD_SIGNATURE);
        }
    }

    @Test
    void noErrorMessageContainsAPartOfTheToken() {
        Random random = new Random(7);
        String good = signed(EC, CLAIMS);
        for (int i = 0; i < 500; i++) {
            String bad = changed(good, random);
            if (all.verify(bad) instanceof Denied denied) {
                for (String part : bad.split("\\.", -1)) {
                    assertThat(part.length() < 8 || !denied.message().contains(part))
                            .isTrue();
                }
            }
        }
    }

    /** Any text is denied or granted, without an exception. Only a token with the same contents is granted. */
    @Test
    void anyTextIsDeniedOrGranted() {
        Random random = new Random(11);
        List<String> good = List.of(hs256(CLAIMS), signed(RSA, CLAIMS), signed(EC, CLAIMS), signed(ED25519, CLAIMS));
        for (int i = 0; i < 1_500; i++) {
            String original = good.get(random.nextInt(good.size()));
            String bad = changed(original, random);
            if (all.verify(bad) instanceof Granted) {
                assertThat(bad.substring(0, bad.lastIndexOf('.')))
                        .isEqualTo(original.substring(0, original.lastIndexOf('.')));
            }
        }
    }

    private static String changed(String text, Random random) {
        StringBuilder changed = new StringBuilder(text);
        for (int n = random.nextInt(3); n >= 0; n--) {
            int at = random.nextInt(changed.length());
            switch (random.nextInt(4)) {
                case 0 -> changed.replace(at, at + 1, at == 0 ? "x" : "");
                case 1 -> changed.insert(at, (char) random.nextInt(128));
                case 2 -> changed.setCharAt(at, text.charAt(random.nextInt(text.length())));
                default -> changed.setLength(at + 1);
            }
        }
        return changed.toString();
    }

    @Test
    void tokensOfAnHourShareAFewHundredGrants() {
        Set<Grant> grants = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Permissions> permissions = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 3_000; i++) {
            String claims = "{\"sub\":\"c%d\",\"exp\":%d,\"carillon.subscribe\":\"news.**\"}"
                    .formatted(i, NOW_SECONDS + 1800 + i % 1800);
            Grant grant = granted(all.verify(hs256(claims))).grant();
            grants.add(grant);
            permissions.add(grant.permissions());
        }
        assertThat(grants.size()).isLessThan(500);
        assertThat(permissions).hasSize(1);
    }

    @Test
    void aGrantOutlivesItsTokenByAtMostASecondOrA256thOfItsLife() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            long now = NOW_SECONDS * 1000 + random.nextInt(1_000_000);
            long life = 1 + random.nextLong(1L << (1 + random.nextInt(40)));
            long late = VerifiedTokens.endOfGrant(now + life, now) - (now + life);
            assertThat(late).isBetween(0L, Math.max(999, Math.min(60_000, life / 256)));
        }
    }

    @Test
    void grantsOfRemovedKeysEndAndThoseOfOtherKeysStay() {
        Granted ofSecret = granted(all.verify(hs256(CLAIMS)));
        Granted ofEc = granted(all.verify(signed(EC, CLAIMS)));
        Path moved = Forge.file(directory, "moved.pub", pem(EC.getPublic()));
        TokenVerifier next = all.replacedBy(settings(rsa, moved), Permissions.NONE);

        assertThat(ofEc.grant().key().isRevoked()).isFalse();
        assertThat(granted(next.verify(signed(EC, CLAIMS))).grant().key())
                .isSameAs(ofEc.grant().key());
        assertThat(ofSecret.grant().key().isRevoked()).isTrue();
        assertThat(denied(next.verify(hs256(CLAIMS))).why()).isEqualTo(Denial.WRONG_ALGORITHM);
        assertThat(denied(all.verify(hs256("{\"exp\":1}"))).why()).isEqualTo(Denial.EXPIRED);
    }

    @Test
    void aChangedSecretEndsTheGrantsOfTheOldOne() {
        Granted before = granted(all.verify(hs256(CLAIMS)));
        Forge.file(directory, "secret", "another " + SECRET);
        TokenVerifier next = all.replacedBy(settings(secret, rsa, ec, ed), Permissions.NONE);
        assertThat(before.grant().key().isRevoked()).isTrue();
        assertThat(denied(next.verify(hs256(CLAIMS))).why()).isEqualTo(Denial.BAD_SIGNATURE);
    }

    @Test
    void aTokenIncludesThePermissionsOfEveryClient() {
        Permissions everyone = new Permissions(List.of(new TopicPattern("public.**")), List.of());
        TokenVerifier open = all.replacedBy(settings(secret), everyone);
        Granted granted = granted(open.verify(hs256(claims("\"carillon.subscribe\":\"a\""))));
        assertThat(granted.grant().permissions().subscribe())
                .containsExactly(new TopicPattern("a"), new TopicPattern("public.**"));

        TokenVerifier wider = open.replacedBy(settings(secret), Permissions.ALL);
        assertThat(granted.grant().key().isRevoked()).isFalse();
        assertThat(granted(wider.verify(hs256(CLAIMS))).grant().permissions().cover(Permissions.ALL))
                .isTrue();
        TokenVerifier narrower = wider.replacedBy(settings(secret), Permissions.NONE);
        assertThat(granted.grant().key().isRevoked()).isTrue();
        assertThat(granted(narrower.verify(hs256(CLAIMS))).grant().permissions().subscribe())
                .containsExactly(new TopicPattern("news.**"));
    }

    @Test
    void equalSettingsChangeNothing() {
        assertThat(all.replacedBy(settings(secret, rsa, ec, ed), Permissions.NONE))
                .isSameAs(all);
    }

    private static TokenSettings settings(Path... files) {
        return new TokenSettings(List.of(files), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
