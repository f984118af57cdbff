package dev.carillon.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The payload of a close frame: empty, or a code of two bytes and a reason in UTF-8 (RFC 6455, 5.5.1). */
record ClosePayload(int code, String reason) {

    private static final ClosePayload EMPTY = new ClosePayload(CloseCode.NO_STATUS_RECEIVED, "");

    /** Reads from position to limit; the buffer is in network byte order. */
    static ClosePayload read(ByteBuffer payload) throws ProtocolViolation {
        if (!payload.hasRemaining()) {
            return EMPTY;
        }
        if (payload.remaining() == 1) {
            throw new ProtocolViolation(
                    CloseCode.PROTOCOL_ERROR, "expected a close code of 2 bytes or none, but was 1 byte");
        }
        int code = Short.toUnsignedInt(payload.getShort());
        if (!CloseCode.mayBeSent(code)) {
            throw new ProtocolViolation(
                    CloseCode.PROTOCOL_ERROR,
                    "expected a close code of 1000-1003, 1007-1014 or 3000-4999, but was " + code);
        }
        if (Utf8.advance(Utf8.BOUNDARY, payload) != Utf8.BOUNDARY) {
            throw new ProtocolViolation(
                    CloseCode.INVALID_PAYLOAD_DATA, "expected a close reason in UTF-8, but was not");
        }
        return new ClosePayload(code, StandardCharsets.UTF_8.decode(payload).toString());
    }
}
