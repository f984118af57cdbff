package dev.carillon.frame;

import java.nio.ByteBuffer;
import java.util.function.IntSupplier;

/**
 * Makes the frames of a client: complete, final, masked (RFC 6455, 5.3).
 *
 * <p>The caller supplies the keys. A browser must choose them at random, so that a page's script cannot choose the
 * bytes that a proxy sees (RFC 6455, 10.3). A tester that writes its own payloads may use any key.
 */
public final class MaskedFrames {

    private final IntSupplier maskKeys;

    public MaskedFrames(IntSupplier maskKeys) {
        this.maskKeys = maskKeys;
    }

    /** The caller ensures valid UTF-8. */
    public byte[] text(byte[] utf8) {
        return frame(Opcode.TEXT, ByteBuffer.wrap(utf8));
    }

    public byte[] binary(byte[] data) {
        return frame(Opcode.BINARY, ByteBuffer.wrap(data));
    }

    /** At most 125 bytes. */
    public byte[] ping(byte[] data) {
        return frame(Opcode.PING, ByteBuffer.wrap(data));
    }

    /** At most 125 bytes, the same as in the ping. */
    public byte[] pong(byte[] data) {
        return frame(Opcode.PONG, ByteBuffer.wrap(data));
    }

    /** A close frame without a code; the answer to one that was received with 1005. */
    public byte[] close() {
        return frame(Opcode.CLOSE, ByteBuffer.allocate(0));
    }

    /** The reason is cut after the last character that fits into 123 bytes. */
    public byte[] close(int code, String reason) {
        return frame(Opcode.CLOSE, Frames.closePayload(code, reason));
    }

    /** A frame with the payload between position and limit, which is read, but not changed or stored. */
    public byte[] frame(Opcode opcode, ByteBuffer payload) {
        int length = payload.remaining();
        int key = maskKeys.getAsInt();
        ByteBuffer frame = ByteBuffer.allocate(Frames.headerLength(length) + FrameHeader.MASK_KEY_BYTES + length);
        Frames.writeHeader(frame, opcode, length, FrameHeader.MASKED);
        frame.putInt(key);
        Mask.apply(frame.put(payload).position(frame.limit() - length), key);
        return frame.array();
    }
}
