package dev.carillon.token;

import com.nimbusds.jose.Header;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.util.Base64URL;
import dev.carillon.auth.Denial;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A parsed token. Nothing in it is verified yet. Only {@code alg} and {@code kid} of its header are read, and they are
 * only compared. A key in a token ({@code jwk}, {@code x5c}), or the address of a key ({@code jku}, {@code x5u}), is
 * never used.
 */
final class SignedToken {
    /** The length of a request head. */
    static final int LENGTH_MAX = 8192;

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*+");

    private final JWSObject parsed;
    private final Claims claims;

    private SignedToken(JWSObject parsed, Claims claims) {
        this.parsed = parsed;
        this.claims = claims;
    }

    static SignedToken parse(String token) throws InvalidToken {
        if (token.length() > LENGTH_MAX) {
            throw malformed("a token of at most " + LENGTH_MAX + " characters, but was longer");
        }
        if (!FORM.matcher(token).matches()) {
            throw malformed("a token (JWT) of three parts in base64url with dots between, but was another text");
        }
        requireSigned(token);
        try {
            JWSObject parsed = JWSObject.parse(token);
            requireObjects(parsed);
            requirePlain(parsed.getHeader());
            requireKnown(parsed.getHeader().getAlgorithm());
            return new SignedToken(parsed, new Claims(claims(parsed)));
        } catch (ParseException | IllegalArgumentException mistake) {
            throw malformed("a token (JWT) whose header is JSON and whose signature is there, but was another text");
        }
    }

    /** Refuses a token that claims to need no signature as an attempt at forgery, not as malformed. */
    private static void requireSigned(String token) throws InvalidToken {
        try {
            Header header = Header.parse(new Base64URL(token.substring(0, token.indexOf('.'))));
            if (!(header instanceof JWSHeader)) {
                throw new InvalidToken(
                        Denial.WRONG_ALGORITHM, "expected a token that is signed, but was one without a signature");
            }
        } catch (ParseException | IllegalArgumentException mistake) {
            throw malformed("a token (JWT) whose header is JSON with the algorithm in alg, but was another text");
        }
    }

    private static void requireKnown(JWSAlgorithm algorithm) throws InvalidToken {
        if (!Algorithms.isKnown(algorithm)) {
            throw new InvalidToken(
                    Denial.WRONG_ALGORITHM,
                    "expected a token with an alg such as HS256, RS256, ES256 or EdDSA, but was another");
        }
    }

    /** The library also accepts a list of pairs as an object. */
    private static void requireObjects(JWSObject parsed) throws InvalidToken {
        if (!isObject(parsed.getHeader().getParsedBase64URL().decodeToString())
                || !isObject(parsed.getPayload().toString())) {
            throw malformed("a token (JWT) whose header and claims are JSON objects, but was another text");
        }
    }

    private static boolean isObject(String json) {
        return json.stripLeading().startsWith("{");
    }

    /** Refuses a token with an extension, since the issuer requires that a verifier supports it (RFC 7515, 4.1.11). */
    private static void requirePlain(JWSHeader header) throws InvalidToken {
        if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
            throw malformed("a token (JWT) without extensions, but its header has crit or b64");
        }
    }

    private static Map<String, Object> claims(JWSObject parsed) throws InvalidToken {
        @Nullable Map<String, Object> claims = parsed.getPayload().toJSONObject();
        if (claims == null) {
            throw malformed("a token (JWT) whose claims are a JSON object with each name once, but was another text");
        }
        return claims;
    }

    JWSAlgorithm algorithm() {
        return parsed.getHeader().getAlgorithm();
    }

    boolean isHmac() {
        return Algorithms.isHmac(algorithm());
    }

    /** The id of the key that signed it, if the token has one. */
    Optional<String> kid() {
        return Optional.ofNullable(parsed.getHeader().getKeyID());
    }

    Claims claims() {
        return claims;
    }

    boolean isSignedFor(JWSVerifier verifier) throws JOSEException {
        return parsed.verify(verifier);
    }

    private static InvalidToken malformed(String expected) {
        return new InvalidToken(Denial.MALFORMED, "expected " + expected);
    }
}
