package dev.carillon.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Makes the frames of a server: complete, final, unmasked (RFC 6455, 5.1 and 5.2).
 *
 * <p>Every frame is an array of its own, so that all receivers can share it.
 */
public final class Frames {

    /** 125 bytes of a control frame without the two of the code (RFC 6455, 5.5). */
    static final int REASON_MAX = FrameHeader.CONTROL_PAYLOAD_MAX - Short.BYTES;

    private Frames() {}

    /** The caller ensures valid UTF-8. */
    public static byte[] text(byte[] utf8) {
        return frame(Opcode.TEXT, ByteBuffer.wrap(utf8));
    }

    public static byte[] binary(byte[] data) {
        return frame(Opcode.BINARY, ByteBuffer.wrap(data));
    }

    /** At most 125 bytes. */
    public static byte[] ping(byte[] data) {
        return frame(Opcode.PING, ByteBuffer.wrap(data));
    }

    /** At most 125 bytes, the same as in the ping. */
    public static byte[] pong(byte[] data) {
        return frame(Opcode.PONG, ByteBuffer.wrap(data));
    }

    /** A close frame without a code; the answer to one that was received with 1005. */
    public static byte[] close() {
        return frame(Opcode.CLOSE, ByteBuffer.allocate(0));
    }

    /** The reason is cut after the last character that fits into 123 bytes. */
    public static byte[] close(int code, String reason) {
        return frame(Opcode.CLOSE, closePayload(code, reason));
    }

    /** A frame with the payload between position and limit, which is read but not stored. */
    public static byte[] frame(Opcode opcode, ByteBuffer payload) {
        int length = payload.remaining();
        byte[] frame = new byte[headerLength(length) + length];
        writeHeader(ByteBuffer.wrap(frame), opcode, length);
        payload.get(frame, frame.length - length, length);
        return frame;
    }

    /** The payload of {@code frame}, which is complete and not masked. */
    public static ByteBuffer payload(byte[] frame) {
        int header = headerLengthOf(frame);
        return ByteBuffer.wrap(frame, header, frame.length - header);
    }

    /** The bytes before the payload of {@code frame}, which is not masked. */
    static int headerLengthOf(byte[] frame) {
        return switch (frame[1]) {
            case FrameHeader.LENGTH_IN_16_BITS -> 2 + Short.BYTES;
            case FrameHeader.LENGTH_IN_64_BITS -> 2 + Long.BYTES;
            default -> 2;
        };
    }

    /** The bytes before a payload of this length. */
    public static int headerLength(int payloadLength) {
        return 2 + lengthBytes(payloadLength);
    }

    /** Writes the header that {@link #headerLength} counts, in network order regardless of the buffer's order. */
    public static void writeHeader(ByteBuffer to, Opcode opcode, int payloadLength) {
        writeHeader(to, opcode, payloadLength, 0);
    }

    static void writeHeader(ByteBuffer to, Opcode opcode, int payloadLength, int maskedBit) {
        if (opcode.isControl() && payloadLength > FrameHeader.CONTROL_PAYLOAD_MAX) {
            throw new IllegalArgumentException(
                    "expected at most 125 bytes in a " + opcode + " frame, but were " + payloadLength);
        }
        int lengthBytes = lengthBytes(payloadLength);
        int shortLength = switch (lengthBytes) {
            case Short.BYTES -> FrameHeader.LENGTH_IN_16_BITS;
            case Long.BYTES -> FrameHeader.LENGTH_IN_64_BITS;
            default -> payloadLength;
        };
        to.put((byte) (FrameHeader.FIN | opcode.code()));
        to.put((byte) (maskedBit | shortLength));
        for (int shift = Byte.SIZE * (lengthBytes - 1); shift >= 0; shift -= Byte.SIZE) {
            to.put((byte) ((long) payloadLength >>> shift));
        }
    }

    static ByteBuffer closePayload(int code, String reason) {
        if (!CloseCode.mayBeSent(code)) {
            throw new IllegalArgumentException(
                    "expected a close code of 1000-1003, 1007-1014 or 3000-4999, but was " + code);
        }
        byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
        int length = lengthOfWholeCharacters(utf8, REASON_MAX);
        return ByteBuffer.allocate(Short.BYTES + length)
                .putShort((short) code)
                .put(utf8, 0, length)
                .flip();
    }

    private static int lengthOfWholeCharacters(byte[] utf8, int max) {
        if (utf8.length <= max) {
            return utf8.length;
        }
        int length = max;
        while (isContinuation(utf8[length])) {
            length--;
        }
        return length;
    }

    private static boolean isContinuation(byte utf8) {
        return (utf8 & 0xC0) == 0x80;
    }

    /** The shortest form of the length (RFC 6455, 5.2). */
    private static int lengthBytes(int payloadLength) {
        if (payloadLength < FrameHeader.LENGTH_IN_16_BITS) {
            return 0;
        }
        return payloadLength <= 0xFFFF ? Short.BYTES : Long.BYTES;
    }
}
