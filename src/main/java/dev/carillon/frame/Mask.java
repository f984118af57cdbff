package dev.carillon.frame;

import java.nio.ByteBuffer;

/** Masking, which is its own inverse (RFC 6455, 5.3). A key is its four bytes in network order. */
final class Mask {

    private Mask() {}

    /** Masks or unmasks from position to limit, in place; the buffer is in network byte order. */
    static void apply(ByteBuffer bytes, int key) {
        int i = bytes.position();
        int end = bytes.limit();
        long twice = Integer.toUnsignedLong(key) << 32 | Integer.toUnsignedLong(key);
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            bytes.putLong(i, bytes.getLong(i) ^ twice);
        }
        for (int rest = key; i < end; i++, rest = advance(rest, 1)) {
            bytes.put(i, (byte) (bytes.get(i) ^ rest >>> 24));
        }
    }

    /** The key for the bytes that follow after {@code byteCount} bytes. */
    static int advance(int key, int byteCount) {
        return Integer.rotateLeft(key, Byte.SIZE * (byteCount & 3));
    }
}
