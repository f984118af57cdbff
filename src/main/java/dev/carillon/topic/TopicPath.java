package dev.carillon.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;

/**
 * The text of a topic or a pattern as a segment of a path has it: UTF-8, percent-encoded where the sender likes (RFC 3986,
 * 2.1). A plus is a plus. Nothing is normalised: two texts are one topic only if their bytes are the same.
 */
public final class TopicPath {
    private static final String EXPECTED = "topic in a path must be UTF-8, percent-encoded or as it is";

    private TopicPath() {}

    /** Returns {@code topic} in UTF-8, with every byte encoded but letters, digits and {@code - . _ *}. */
    public static String encode(String topic) {
        // The JDK has the encoder of HTML forms only, in which a space is a plus sign and a plus sign is %2B.
        return URLEncoder.encode(topic, UTF_8).replace("+", "%20");
    }

    /**
     * The text that {@code segment} stands for.
     *
     * @param segment as it came over the wire, each byte a character
     * @throws InvalidTopic when a percent sign begins no byte, or the bytes are no UTF-8
     */
    public static String decode(String segment) {
        return isPlain(segment) ? segment : text(segment, bytes(segment));
    }

    private static boolean isPlain(String segment) {
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%' || c >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuffer bytes(String segment) {
        ByteBuffer bytes = ByteBuffer.allocate(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c != '%') {
                bytes.put((byte) c);
            } else if (isEscape(segment, i)) {
                bytes.put((byte) HexFormat.fromHexDigits(segment, i + 1, i + 3));
                i += 2;
            } else {
                throw broken(
                        segment, "'" + shown(segment.substring(i, Math.min(i + 3, segment.length()))) + "' is no byte");
            }
        }
        return bytes.flip();
    }

    /** Whether a percent sign at {@code at} begins a byte. */
    public static boolean isEscape(String text, int at) {
        return text.charAt(at) == '%'
                && at + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(at + 1))
                && HexFormat.isHexDigit(text.charAt(at + 2));
    }

    private static String text(String segment, ByteBuffer bytes) {
        try {
            return UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException invalid) {
            throw broken(segment, "it is no UTF-8");
        }
    }

    private static InvalidTopic broken(String segment, String why) {
        return new InvalidTopic(EXPECTED + ", was '" + shown(segment) + "': " + why);
    }

    private static String shown(String segment) {
        String start = segment.length() <= 64 ? segment : segment.substring(0, 64) + "...";
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
