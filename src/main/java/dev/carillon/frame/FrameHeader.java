package dev.carillon.frame;

import java.nio.ByteBuffer;

/**
 * The header of the current frame, and how much of its payload is still missing (RFC 6455, 5.2).
 *
 * <p>Reads the 2 to 14 bytes one by one as they come, so that no bytes must be stored, and refuses the first byte that
 * violates a rule.
 */
final class FrameHeader {

    /** RFC 6455, 5.5. */
    static final int CONTROL_PAYLOAD_MAX = 125;

    static final int FIN = 0x80;
    static final int MASKED = 0x80;
    static final int LENGTH_IN_16_BITS = 126;
    static final int LENGTH_IN_64_BITS = 127;
    static final int MASK_KEY_BYTES = 4;

    private static final int SHORTEST = 2;
    private static final int RESERVED = 0b111;
    /** The reserved bit that RFC 7692, 6 defines. */
    private static final int RSV1 = 0b100;

    private final Role role;
    private final boolean deflate;
    private int taken;
    private int length;
    private boolean fin;
    private boolean deflated;
    private Opcode opcode = Opcode.CONTINUATION;
    private int lengthBytes;
    private long payloadLeft;
    private int maskKey;

    /** @param deflate whether permessage-deflate was negotiated */
    FrameHeader(Role role, boolean deflate) {
        this.role = role;
        this.deflate = deflate;
        clear();
    }

    /** Prepares for the next frame. */
    void clear() {
        taken = 0;
        length = SHORTEST;
        lengthBytes = 0;
        payloadLeft = 0;
    }

    boolean hasBegun() {
        return taken > 0;
    }

    boolean isComplete() {
        return taken == length;
    }

    boolean fin() {
        return fin;
    }

    /** Whether this frame begins a deflated message. */
    boolean deflated() {
        return deflated;
    }

    Opcode opcode() {
        return opcode;
    }

    /** Bytes of the payload that were not {@linkplain #unmask unmasked} yet; at first the whole length. */
    long payloadLeft() {
        return payloadLeft;
    }

    /** Reads the available bytes of the header, and nothing after it. */
    void read(ByteBuffer bytes) throws ProtocolViolation {
        while (taken < length && bytes.hasRemaining()) {
            int next = Byte.toUnsignedInt(bytes.get());
            switch (taken++) {
                case 0 -> readKind(next);
                case 1 -> readShortLength(next);
                default -> readRest(next);
            }
        }
    }

    /** Unmasks a piece of the payload in place, from position to limit; the next piece continues after it. */
    void unmask(ByteBuffer piece) {
        payloadLeft -= piece.remaining();
        if (role == Role.SERVER) {
            Mask.apply(piece, maskKey);
            maskKey = Mask.advance(maskKey, piece.remaining());
        }
    }

    private void readKind(int next) throws ProtocolViolation {
        int reserved = next >> 4 & RESERVED;
        if (reserved != 0 && !(deflate && reserved == RSV1)) {
            throw broken("expected the reserved bits to be 0, but RSV1-3 were " + binary(reserved));
        }
        deflated = reserved == RSV1;
        Opcode known = Opcode.of(next & 0xF);
        if (known == null) {
            throw broken("expected opcode 0, 1, 2, 8, 9 or 10, but was " + (next & 0xF));
        }
        opcode = known;
        if (deflated && (opcode.isControl() || opcode == Opcode.CONTINUATION)) {
            throw broken("expected RSV1 in the first frame of a message only, but was in a " + opcode + " frame");
        }
        fin = (next & FIN) != 0;
        if (opcode.isControl() && !fin) {
            throw broken("expected a " + opcode + " frame in one piece, but was a fragment");
        }
    }

    private void readShortLength(int next) throws ProtocolViolation {
        checkMasked((next & MASKED) != 0);
        int shortLength = next & ~MASKED;
        if (opcode.isControl() && shortLength > CONTROL_PAYLOAD_MAX) {
            throw broken("expected at most 125 bytes in a " + opcode + " frame, but were more");
        }
        switch (shortLength) {
            case LENGTH_IN_16_BITS -> lengthBytes = Short.BYTES;
            case LENGTH_IN_64_BITS -> lengthBytes = Long.BYTES;
            default -> payloadLeft = shortLength;
        }
        length = SHORTEST + lengthBytes + (role == Role.SERVER ? MASK_KEY_BYTES : 0);
    }

    private void checkMasked(boolean masked) throws ProtocolViolation {
        if (role == Role.SERVER && !masked) {
            throw broken("expected a masked frame from the client, but was unmasked");
        }
        if (role == Role.CLIENT && masked) {
            throw broken("expected an unmasked frame from the server, but was masked");
        }
    }

    private void readRest(int next) throws ProtocolViolation {
        if (taken > SHORTEST + lengthBytes) {
            maskKey = maskKey << 8 | next;
            return;
        }
        payloadLeft = payloadLeft << 8 | next;
        if (taken == SHORTEST + lengthBytes) {
            checkLongLength();
        }
    }

    private void checkLongLength() throws ProtocolViolation {
        if (payloadLeft < 0) {
            throw broken("expected a length below 2^63, but was " + Long.toUnsignedString(payloadLeft));
        }
        long shortest = lengthBytes == Short.BYTES ? LENGTH_IN_16_BITS : 0x1_0000;
        if (payloadLeft < shortest) {
            throw broken(
                    "expected the length " + payloadLeft + " in as few bytes as possible, but was in " + lengthBytes);
        }
    }

    private static ProtocolViolation broken(String message) {
        return new ProtocolViolation(CloseCode.PROTOCOL_ERROR, message);
    }

    private static String binary(int threeBits) {
        return Integer.toBinaryString(0b1000 | threeBits).substring(1);
    }
}
