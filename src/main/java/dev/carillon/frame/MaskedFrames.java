package dev.carillon.frame;

import java.nio.ByteBuffer;
import java.util.function.IntSupplier;

/**
 * What a client sends: whole, final, masked frames (RFC 6455, 5.3).
 *
 * <p>The keys come from outside. A browser must draw them at random, so that a page's script cannot choose the bytes
 * that a proxy on the way sees (RFC 6455, 10.3); a tester that writes its own payloads may use any.
 */
public final class MaskedFrames {

    private final IntSupplier maskKeys;

    public MaskedFrames(IntSupplier maskKeys) {
        this.maskKeys = maskKeys;
    }

    /** The caller answers for the UTF-8. */
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

    /** At most 125 bytes: those of the ping that this answers. */
    public byte[] pong(byte[] data) {
        return frame(Opcode.PONG, ByteBuffer.wrap(data));
    }

    /** A close frame that says nothing; the answer to one that came with 1005. */
    public byte[] close() {
        return frame(Opcode.CLOSE, ByteBuffer.allocate(0));
    }

    /** The reason is cut behind the last character that fits into 123 bytes. */
    public byte[] close(int code, String reason) {
        return frame(Opcode.CLOSE, Frames.closePayload(code, reason));
    }

    /** A frame of what lies between position and limit, which is read and neither changed nor kept. */
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
