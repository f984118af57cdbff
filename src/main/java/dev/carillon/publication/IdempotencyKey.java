package dev.carillon.publication;

import java.util.List;

/**
 * A name that a publisher gives to a publication. A publication that is sent again with the same key, because no answer
 * came, is not published twice.
 *
 * @param value 1 to 64 visible ASCII characters
 */
public record IdempotencyKey(String value) {
    private static final String EXPECTED = "expected an idempotency key of 1 to 64 visible ASCII characters";
    private static final int LENGTH_MAX = 64;

    /**
     * @throws InvalidKey when the value is not a key
     */
    public IdempotencyKey {
        if (value.isEmpty() || value.length() > LENGTH_MAX || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new InvalidKey(EXPECTED + ", but was '" + MessageId.shown(value) + "'");
        }
    }

    /**
     * Reads the header {@code Idempotency-Key}: a string of RFC 9651, 3.3.3, as
     * draft-ietf-httpapi-idempotency-key-header defines it, or the key without quotes, as most clients send it.
     *
     * @param lines its values, one for each time that it came, at least one
     * @throws InvalidKey when there is not exactly one key
     */
    public static IdempotencyKey ofHeader(List<String> lines) {
        if (lines.size() > 1) {
            throw new InvalidKey(
                    "expected one Idempotency-Key, but was '" + MessageId.shown(String.join("', '", lines)) + "'");
        }
        String value = lines.getFirst().strip();
        return new IdempotencyKey(value.startsWith("\"") ? unquoted(value) : value);
    }

    private static String unquoted(String value) {
        if (!value.matches("\"(?:[^\"\\\\]|\\\\[\"\\\\])*\"")) {
            throw new InvalidKey(EXPECTED + ", in quotes or not, but was '" + MessageId.shown(value) + "'");
        }
        return value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1");
    }
}
