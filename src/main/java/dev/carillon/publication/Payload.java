package dev.carillon.publication;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** The published bytes. They are never copied, so they must not be changed. */
public final class Payload {
    /**
     * The kind of a payload, which decides its WebSocket frame: text and JSON are sent in text frames, binary data in
     * binary frames.
     */
    public enum Kind {
        TEXT,
        JSON,
        BINARY
    }

    private static final String BINARY_TYPE = "application/octet-stream";

    private final Kind kind;
    private final String contentType;
    private final byte[] bytes;

    /** A payload of parts that have been checked before, for example by another node. */
    public Payload(Kind kind, String contentType, byte[] bytes) {
        this.kind = kind;
        this.contentType = contentType;
        this.bytes = bytes;
    }

    /** Text that is known to be UTF-8, for example from a WebSocket message. */
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
     * The body of an HTTP request. The caller must check that a body of {@link Kind#JSON} is well-formed: it has the
     * parser, and must read the body as UTF-8 whatever its first bytes are.
     *
     * @throws InvalidPayload when text or JSON is not UTF-8, the only encoding of a text frame (RFC 6455, 5.6)
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
        // The characters are not used, so a body of a megabyte is not decoded into one string of two.
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
