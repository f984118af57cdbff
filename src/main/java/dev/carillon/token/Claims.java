package dev.carillon.token;

import dev.carillon.auth.Denial;
import dev.carillon.auth.Permissions;
import dev.carillon.topic.InvalidTopic;
import dev.carillon.topic.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The claims of a token: those of RFC 7519, 4.1, and the permissions of Carillon. */
final class Claims {
    /** The clock of the issuer may be this much ahead of ours. */
    private static final long AHEAD_MILLIS = 5_000;

    private static final int PATTERNS_MAX = 100;
    private static final int SUBJECT_SHOWN_MAX = 64;

    private static final String CARILLON = "carillon";
    private static final String SUBSCRIBE = "subscribe";
    private static final String PUBLISH = "publish";

    private final Map<String, Object> claims;

    Claims(Map<String, Object> claims) {
        this.claims = claims;
    }

    /**
     * @throws InvalidToken when the token is not valid at {@code nowMillis}
     */
    void requireValidAt(long nowMillis) throws InvalidToken {
        if (nowMillis >= expiresAtMillis()) {
            throw new InvalidToken(Denial.EXPIRED, "expected a token that is still valid, but it has expired (exp)");
        }
        if (claims.containsKey("nbf") && nowMillis + AHEAD_MILLIS < millis("nbf")) {
            throw new InvalidToken(
                    Denial.NOT_YET_VALID, "expected a token that is valid already, but it is not valid yet (nbf)");
        }
    }

    /**
     * Milliseconds since 1970. A time that is too late for a {@code long} becomes the last one that is not {@code
     * NEVER}.
     */
    long expiresAtMillis() throws InvalidToken {
        if (!claims.containsKey("exp")) {
            throw invalid("expected a token with a time when it expires, but it has no exp");
        }
        return Math.min(millis("exp"), Long.MAX_VALUE - 1);
    }

    private long millis(String name) throws InvalidToken {
        if (!(claims.get(name) instanceof Number seconds)) {
            throw invalid(
                    "expected " + name + " to be a number of seconds since 1970, but was " + kind(claims.get(name)));
        }
        return (long) (seconds.doubleValue() * 1000);
    }

    void requireAudience(String expected) throws InvalidToken {
        @Nullable Object audience = claims.get("aud");
        boolean found = audience instanceof List<?> several ? several.contains(expected) : expected.equals(audience);
        if (!found) {
            throw new InvalidToken(
                    Denial.WRONG_AUDIENCE,
                    "expected a token for the audience of this service (aud), but was for another");
        }
    }

    void requireIssuer(String expected) throws InvalidToken {
        if (!expected.equals(claims.get("iss"))) {
            throw new InvalidToken(
                    Denial.WRONG_ISSUER, "expected a token of the issuer of this service (iss), but was of another");
        }
    }

    /** The subject for logs: short, without characters that are harmful in logs; empty if the token has none. */
    String subject() {
        return claims.get("sub") instanceof String subject
                ? subject.substring(0, Math.min(subject.length(), SUBJECT_SHOWN_MAX))
                        .replaceAll("[^A-Za-z0-9._@:|/+-]", "?")
                : "";
    }

    /**
     * The permissions, flat as in {@code "carillon.subscribe": […]}, or nested as in {@code "carillon": {"subscribe":
     * […]}}, which some identity providers make of a name with a dot. None if the token does not have these claims.
     */
    Permissions permissions() throws InvalidToken {
        boolean nested = claims.containsKey(CARILLON);
        if (nested && (claims.containsKey(flat(SUBSCRIBE)) || claims.containsKey(flat(PUBLISH)))) {
            throw invalid(
                    "expected permissions in carillon.subscribe and carillon.publish, or in carillon, but were both");
        }
        return nested ? permissions(nested(), SUBSCRIBE, PUBLISH) : permissions(claims, flat(SUBSCRIBE), flat(PUBLISH));
    }

    private static Permissions permissions(Map<?, ?> from, String subscribe, String publish) throws InvalidToken {
        return new Permissions(patterns(from, subscribe), patterns(from, publish));
    }

    private Map<?, ?> nested() throws InvalidToken {
        if (claims.get(CARILLON) instanceof Map<?, ?> object) {
            return object;
        }
        throw invalid(
                "expected carillon to be an object with subscribe and publish, but was " + kind(claims.get(CARILLON)));
    }

    private static List<TopicPattern> patterns(Map<?, ?> from, String name) throws InvalidToken {
        if (!from.containsKey(name)) {
            return List.of();
        }
        @Nullable Object value = from.get(name);
        List<?> texts = value instanceof List<?> several ? several : java.util.Collections.singletonList(value);
        if (texts.size() > PATTERNS_MAX) {
            throw invalid(
                    "expected " + name + " to have at most " + PATTERNS_MAX + " patterns, but were " + texts.size());
        }
        List<TopicPattern> patterns = new ArrayList<>(texts.size());
        for (@Nullable Object text : texts) {
            patterns.add(pattern(name, text));
        }
        return patterns;
    }

    private static TopicPattern pattern(String name, @Nullable Object value) throws InvalidToken {
        if (!(value instanceof String text)) {
            throw invalid("expected " + name + " to be a list of patterns, but there was " + kind(value));
        }
        try {
            return new TopicPattern(text);
        } catch (InvalidTopic invalid) {
            throw invalid("expected " + name + " to be a list of patterns, but a " + invalid.getMessage());
        }
    }

    private static String flat(String name) {
        return CARILLON + "." + name;
    }

    private static String kind(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> "a string";
            case Number number -> "a number";
            case Boolean truth -> "true or false";
            case List<?> list -> "a list";
            default -> "an object";
        };
    }

    private static InvalidToken invalid(String message) {
        return new InvalidToken(Denial.INVALID_CLAIM, message);
    }
}
