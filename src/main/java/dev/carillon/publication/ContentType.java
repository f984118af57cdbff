package dev.carillon.publication;

import dev.carillon.publication.Payload.Kind;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The type of a body, as its {@code Content-Type} states it (RFC 9110, 8.3). The only parameter that is read is the
 * {@code charset} of text and JSON.
 *
 * @param value the header as it came, or the type of text if there is none
 * @param mediaType the type without its parameters, in lower case
 */
public record ContentType(String value, String mediaType, Kind kind) {
    static final String TEXT = "text/plain";
    static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";
    static final String UTF_8_TEXT = TEXT + "; charset=utf-8";

    /** JSON lines have no registered type; these names are in use. */
    private static final Set<String> LINES =
            Set.of("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines");

    /** The charsets that can be decoded as UTF-8: ASCII is a subset of it. */
    private static final Set<Charset> READ_AS_UTF_8 = Set.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII);

    /**
     * Reads the header.
     *
     * @param lines its values, one for each time that it came
     * @throws UnsupportedContent when it came more than once, or text or JSON has another charset than UTF-8
     */
    public static ContentType of(List<String> lines) {
        if (lines.size() > 1) {
            throw new UnsupportedContent("expected one Content-Type, but was '" + String.join("', '", lines) + "'");
        }
        String value = String.join("", lines).strip();
        String mediaType = value.substring(0, parameterEnd(value, 0)).strip().toLowerCase(Locale.ROOT);
        Kind kind = kindOf(mediaType);
        if (kind != Kind.BINARY) {
            requireUtf8Charset(value);
        }
        return mediaType.isEmpty() ? new ContentType(UTF_8_TEXT, TEXT, kind) : new ContentType(value, mediaType, kind);
    }

    /**
     * Whether this is JSON lines, which is binary in a body of one publication.
     *
     * @throws UnsupportedContent when it is, with another charset than UTF-8
     */
    public boolean isLines() {
        boolean lines = LINES.contains(mediaType);
        if (lines) {
            requireUtf8Charset(value);
        }
        return lines;
    }

    private static Kind kindOf(String mediaType) {
        // `curl -d` sends a body with the type of a form, and its users mean the text.
        if (mediaType.isEmpty() || mediaType.startsWith("text/") || mediaType.equals(FORM)) {
            return Kind.TEXT;
        }
        return mediaType.equals(JSON) || mediaType.endsWith("+json") ? Kind.JSON : Kind.BINARY;
    }

    private static void requireUtf8Charset(String value) {
        for (int end = parameterEnd(value, 0); end < value.length(); ) {
            int start = end + 1;
            end = parameterEnd(value, start);
            String parameter = value.substring(start, end);
            int equals = parameter.indexOf('=');
            if (equals >= 0 && parameter.substring(0, equals).strip().equalsIgnoreCase("charset")) {
                requireUtf8Name(unquoted(parameter.substring(equals + 1).strip()));
            }
        }
    }

    private static void requireUtf8Name(String charset) {
        if (!isReadAsUtf8(charset)) {
            throw new UnsupportedContent(
                    "expected text or JSON of charset utf-8, but was '" + charset + "': send it as UTF-8");
        }
    }

    private static boolean isReadAsUtf8(String charset) {
        try {
            return READ_AS_UTF_8.contains(Charset.forName(charset));
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }

    /** The end of the part from {@code start}: a semicolon within quotes belongs to a value (RFC 9110, 5.6.6). */
    private static int parameterEnd(String value, int start) {
        boolean quoted = false;
        for (int i = start; i < value.length(); i++) {
            switch (value.charAt(i)) {
                case '"' -> quoted = !quoted;
                case '\\' -> i += quoted ? 1 : 0;
                case ';' -> {
                    if (!quoted) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        return value.length();
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }
}
