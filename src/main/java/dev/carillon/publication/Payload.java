package dev.carillon.publication;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** What was published, byte for byte. The bytes are never copied, so they must not be changed. */
public final class Payload {
    /** How the bytes travel on a WebSocket: text and JSON in text frames, anything else in binary ones. */
    public enum Kind {
        TEXT,
        JSON,
        BINARY
    }

    private static final String BINARY_TYPE = "application/octet-stream";

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
        return new Payload(Kind.TEXT, ContentType.UTF_8_TEXT, utf8);
    }

    /** One JSON value in UTF-8, known to be well-formed. */
    public static Payload json(byte[] utf8) {
        return new Payload(Kind.JSON, ContentType.JSON, utf8);
    }

    public static Payload binary(byte[] bytes) {
        return new Payload(Kind.BINARY, BINARY_TYPE, bytes);
    }

    /**
     * The body of an HTTP request. Whether a {@link Kind#JSON} body is well-formed is for the door to find out: it has
     * the parser, and must read the body as UTF-8 whatever its first bytes look like.
     *
     * @throws InvalidPayload when text or JSON is not UTF-8, the only encoding a text frame may have (RFC 6455, 5.6)
     */
    public static Payload ofBody(ContentType type, byte[] body) {
        if (type.kind() != Kind.BINARY) {
            requireUtf8(type.mediaType(), body);
        }
        return new Payload(type.kind(), type.value(), body);
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
                    .formatted(mediaType, bytes.position() + 1, body.length, body[bytes.position()]));
        }
    }
}
