package dev.carillon.auth;

import java.util.regex.Pattern;

/**
 * Masks texts that look like a token or a key in a text that is shown or logged. This is the last defence: our own
 * texts contain no secrets, but texts from clients and libraries may.
 */
public final class Secrets {
    static final String MASK = "***";

    /** The word {@code token}. In a query, any of its characters may be percent-encoded. */
    private static final String NAME = "(?:t|%[57]4)(?:o|%[46]f)(?:k|%[46]b)(?:e|%[46]5)(?:n|%[46]e)";

    /**
     * The characters between a name and its value, percent-encoded or not, as in {@code token=x}, {@code "token": "x"}.
     */
    private static final String IS = "['\"]?\\s*(?:=|:|%3D|%3A)\\s*['\"]?|['\"],?\\s*['\"]";

    /** A value up to the next delimiter. TOKEN, which stands for a value in our own texts, does not match. */
    private static final String VALUE = "(?!(?-i:TOKEN)\\b)[^\\s&;,'\"#<>)]+";

    private static final Pattern NAMED = Pattern.compile(
            "(?i)((?:" + NAME + "|authorization|cookie)(?:" + IS + ")(?:(?:bearer|basic)(?:\\s|%20|\\+)+)?+)" + VALUE);

    private static final Pattern BEARER =
            Pattern.compile("(?i)(\\b(?:bearer|basic)(?:[\\s.:=+]|%20|%2E)+)(?!(?-i:TOKEN)\\b)[^\\s&;,'\"#<>)]{8,}");

    /** A JSON Web Token, or the beginning of one: a brace and a quote in base64url. */
    private static final Pattern TOKEN = Pattern.compile("eyJ[\\w-]{8,}(?:\\.[\\w-]*)*");

    /** An API key. The random part has more than lower-case letters, unlike the names of metrics. */
    private static final Pattern KEY = Pattern.compile(ApiKey.PREFIX + "(?=[\\w-]{0,64}?[A-Z0-9])[\\w-]{8,}");

    /** User name and password in a URL (RFC 3986, 3.2.1). */
    private static final Pattern USER = Pattern.compile("//[^/\\s@]+@");

    private Secrets() {}

    /** {@code text} with {@code ***} in place of each secret. */
    public static String masked(String text) {
        String named =
                BEARER.matcher(NAMED.matcher(text).replaceAll("$1" + MASK)).replaceAll("$1" + MASK);
        return USER.matcher(KEY.matcher(TOKEN.matcher(named).replaceAll(MASK)).replaceAll(MASK))
                .replaceAll("//" + MASK + "@");
    }
}
