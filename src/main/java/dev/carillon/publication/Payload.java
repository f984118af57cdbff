package dev.carillon.publication;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was published, byte for byte. The bytes are never copied, so nobody may change them. */
public final class Payload {
    /** How the bytes travel on a WebSocket: text and JSON in text frames, anything else in binary ones. */
    public enum Kind {
        TEXT,
        JSON,
        BINARY
    }

    private static final String TEXT_TYPE = "text/plain; charset=utf-8";
    private static final String JSON_TYPE = "application/json";
    private static final String BINARY_TYPE = "application/octet-stream";
    private static final String FORM_TYPE = "application/x-www-form-urlencoded";

    private final Kind kind;
    private final String contentType;
    private final byte[] bytes;

    /** Joins parts that were checked before, as on the way from another node. */
    public Payload(Kind kind, String contentType, byte[] bytes) {
        this.kind = kind;
        this.contentType = contentType;
        this.bytes = bytes;
    }

    /** Text that is known to be UTF-8, as that of a WebSocket message is. */
    public static Payload text(byte[] utf8) {
        return new Payload(Kind.TEXT, TEXT_TYPE, utf8);
    }

    /** One JSON value in UTF-8, known to be well-formed. */
    public static Payload json(byte[] utf8) {
        return new Payload(Kind.JSON, JSON_TYPE, utf8);
    }

    public static Payload binary(byte[] bytes) {
        return new Payload(Kind.BINARY, BINARY_TYPE, bytes);
    }

    /**
     * The body of an HTTP request. Whether a {@link Kind#JSON} body is well-formed is for the door to find out: it has
     * the parser, and must read the body as UTF-8 whatever its first bytes look like.
     *
     * @param contentType the header's value, or null where there was none
     * @throws InvalidPayload when text or JSON is not UTF-8, the only encoding a text frame may have (RFC 6455, 5.6)
     */
    public static Payload ofBody(@Nullable String contentType, byte[] body) {
        String mediaType = mediaType(contentType);
        Kind kind = kindOf(mediaType);
        if (kind != Kind.BINARY) {
            requireUtf8(mediaType, body);
        }
        return new Payload(kind, contentType == null || mediaType.isEmpty() ? TEXT_TYPE : contentType, body);
    }

    public Kind kind() {
        return kind;
    }

    public String contentType() {
        return contentType;
    }

    /** The bytes themselves, not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    private static String mediaType(@Nullable String contentType) {
        if (contentType == null) {
            return "";
        }
        int semicolon = contentType.indexOf(';');
        String mediaType = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return mediaType.strip().toLowerCase(Locale.ROOT);
    }

    private static Kind kindOf(String mediaType) {
        // A form is what `curl -d` calls its body, and whoever publishes with curl means the text.
        if (mediaType.isEmpty() || mediaType.startsWith("text/") || mediaType.equals(FORM_TYPE)) {
            return Kind.TEXT;
        }
        return mediaType.equals(JSON_TYPE) || mediaType.endsWith("+json") ? Kind.JSON : Kind.BINARY;
    }

    private static void requireUtf8(String mediaType, byte[] body) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(body);
        // The characters are of no use, so a body of a megabyte does not become a string of two.
        CharBuffer discarded = CharBuffer.allocate(1024);
        CoderResult result;
        do {
            result = decoder.decode(bytes, discarded.clear(), true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw new InvalidPayload("a body of type '%s' must be UTF-8, but byte %d of %d was 0x%02x"
                    .formatted(
                            mediaType.isEmpty() ? "text/plain" : mediaType,
                            bytes.position() + 1,
                            body.length,
                            body[bytes.position()]));
        }
    }
}
