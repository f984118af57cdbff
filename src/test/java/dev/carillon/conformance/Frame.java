package dev.carillon.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** One frame, valid or not, as drawn in RFC 6455, 5.2. */
@SuppressWarnings("ArrayRecordComponent") // equality is by content, below
record Frame(boolean fin, int rsv, int opcode, byte[] payload) {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    static final byte[] MASK_KEY = {0x37, (byte) 0xfa, 0x21, 0x3d};
    private static final int SHOWN_MAX = 40;

    static Frame text(String text) {
        return of(TEXT, text.getBytes(UTF_8));
    }

    static Frame binary(byte[] data) {
        return of(BINARY, data);
    }

    static Frame ping(String data) {
        return of(PING, data.getBytes(UTF_8));
    }

    static Frame pong(String data) {
        return of(PONG, data.getBytes(UTF_8));
    }

    /** A fragment that others follow: the first one, if the opcode is text or binary. */
    static Frame begin(int opcode, String data) {
        return of(opcode, data.getBytes(UTF_8)).unfinished();
    }

    static Frame goOn(String data) {
        return begin(CONTINUATION, data);
    }

    static Frame end(String data) {
        return of(CONTINUATION, data.getBytes(UTF_8));
    }

    static Frame close() {
        return of(CLOSE, new byte[0]);
    }

    static Frame close(int code) {
        return close(code, "");
    }

    static Frame close(int code, String reason) {
        return close(code, reason.getBytes(UTF_8));
    }

    static Frame close(int code, byte[] reason) {
        return of(
                CLOSE,
                ByteBuffer.allocate(2 + reason.length)
                        .putShort((short) code)
                        .put(reason)
                        .array());
    }

    static Frame of(int opcode, byte[] payload) {
        return new Frame(true, 0, opcode, payload);
    }

    Frame unfinished() {
        return new Frame(false, rsv, opcode, payload);
    }

    /** RSV1 is 4, RSV2 is 2, RSV3 is 1. */
    Frame reserved(int bits) {
        return new Frame(fin, bits, opcode, payload);
    }

    /** The same message as fragments of at most {@code size} bytes each. */
    Frame[] inFragments(int size) {
        int count = Math.max(1, Math.ceilDiv(payload.length, size));
        Frame[] fragments = new Frame[count];
        for (int i = 0; i < count; i++) {
            byte[] part = Arrays.copyOfRange(payload, i * size, Math.min(payload.length, (i + 1) * size));
            boolean first = i == 0;
            fragments[i] = new Frame(i == count - 1, first ? rsv : 0, first ? opcode : CONTINUATION, part);
        }
        return fragments;
    }

    /** The bytes as a client must send them: masked, with the shortest length. */
    byte[] masked() {
        return masked(MASK_KEY);
    }

    byte[] masked(byte[] key) {
        byte[] head = head();
        head[1] |= (byte) 0x80;
        byte[] hidden = payload.clone();
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] ^= key[i % 4];
        }
        return joined(head, key, hidden);
    }

    /** The bytes as a client must not send them. */
    byte[] unmasked() {
        return joined(head(), payload);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private byte[] head() {
        int length = payload.length;
        ByteBuffer head = ByteBuffer.allocate(10).put((byte) ((fin ? 0x80 : 0) | rsv << 4 | opcode));
        if (length < 126) {
            head.put((byte) length);
        } else if (length <= 0xFFFF) {
            head.put((byte) 126).putShort((short) length);
        } else {
            head.put((byte) 127).putLong(length);
        }
        return Arrays.copyOf(head.array(), head.position());
    }

    /** The code of a close frame; 1005 if it has none. */
    int closeCode() {
        return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }

    String closeReason() {
        return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame that
                && fin == that.fin
                && rsv == that.rsv
                && opcode == that.opcode
                && Arrays.equals(payload, that.payload);
    }

    @Override
    public int hashCode() {
        return opcode * 31 + Arrays.hashCode(payload);
    }

    /** Short enough for the message of a failed test. */
    @Override
    public String toString() {
        String shown = payload.length <= SHOWN_MAX
                ? HexFormat.of().formatHex(payload)
                : payload.length + " bytes #" + Integer.toHexString(Arrays.hashCode(payload));
        return "opcode %d fin %b rsv %d %s".formatted(opcode, fin, rsv, shown);
    }
}
