package dev.carillon.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;

/** Percent-encoded UTF-8 in the target of a request (RFC 3986, 2.1). A plus sign is not a space. */
public final class PercentEncoding {
    private static final int SHOWN_MAX = 64;

    private PercentEncoding() {}

    /**
     * Decodes a text.
     *
     * @param encoded as it came over the wire, each byte a character
     * @throws InvalidEncoding when a percent sign is not followed by two hexadecimal digits, or the bytes are not UTF-8
     */
    public static String decode(String encoded) throws InvalidEncoding {
        return isPlain(encoded) ? encoded : text(encoded, bytes(encoded));
    }

    /** Whether the character at {@code at} begins an encoded byte. */
    public static boolean isEscape(String text, int at) {
        return text.charAt(at) == '%'
                && at + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(at + 1))
                && HexFormat.isHexDigit(text.charAt(at + 2));
    }

    private static boolean isPlain(String encoded) {
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%' || c >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuffer bytes(String encoded) throws InvalidEncoding {
        ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c != '%') {
                bytes.put((byte) c);
            } else if (isEscape(encoded, i)) {
                bytes.put((byte) HexFormat.fromHexDigits(encoded, i + 1, i + 3));
                i += 2;
            } else {
                String escape = encoded.substring(i, Math.min(i + 3, encoded.length()));
                throw broken(encoded, "'" + shown(escape) + "' is not a byte");
            }
        }
        return bytes.flip();
    }

    private static String text(String encoded, ByteBuffer bytes) throws InvalidEncoding {
        try {
            return UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException invalid) {
            throw broken(encoded, "it is not UTF-8");
        }
    }

    private static InvalidEncoding broken(String encoded, String why) {
        return new InvalidEncoding("'" + shown(encoded) + "': " + why);
    }

    private static String shown(String encoded) {
        String start = encoded.length() <= SHOWN_MAX ? encoded : encoded.substring(0, SHOWN_MAX) + "...";
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
