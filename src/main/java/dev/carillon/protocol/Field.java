package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonToken;
import dev.carillon.text.Shortened;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The value of one field of a command.
 *
 * @param string the text of a JSON string, without quotes and escapes; empty for any other value
 * @param json the value as it came, a view of the message
 */
record Field(JsonToken token, String string, ByteBuffer json) {
    private static final int SHOWN_MAX = 64;

    boolean isString() {
        return token == JsonToken.VALUE_STRING;
    }

    boolean isNull() {
        return token == JsonToken.VALUE_NULL;
    }

    int byteCount() {
        return json.remaining();
    }

    /** A copy of the value, byte for byte as it came. */
    byte[] verbatim() {
        byte[] bytes = new byte[byteCount()];
        json.get(json.position(), bytes);
        return bytes;
    }

    /**
     * A copy of a JSON string's text in UTF-8, as it came; empty if it has an escape. Most have none, and encoding the
     * string again would take a quarter of the time of a publication.
     */
    Optional<byte[]> unescaped() {
        int length = byteCount() - 2;
        // If there are as many characters as bytes, all are ASCII without escapes.
        if (string.length() != length && hasEscape()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length];
        json.get(json.position() + 1, bytes);
        return Optional.of(bytes);
    }

    private boolean hasEscape() {
        for (int i = json.position(); i < json.limit(); i++) {
            if (json.get(i) == '\\') {
                return true;
            }
        }
        return false;
    }

    /** The value as it came, short enough for an error message. */
    String shown() {
        return switch (token) {
            case START_OBJECT, START_ARRAY -> kind(token);
            default -> shortened(new String(verbatim(), UTF_8));
        };
    }

    static String shortened(String text) {
        return Shortened.of(text, SHOWN_MAX);
    }

    static String kind(JsonToken first) {
        return switch (first) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalArgumentException(first + " begins no value");
        };
    }
}
