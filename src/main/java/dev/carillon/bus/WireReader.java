package dev.carillon.bus;

import io.vertx.core.buffer.Buffer;

/** Reads a publication's bytes from a message, and never beyond its end. */
final class WireReader {
    private final Buffer wire;
    private int position;

    WireReader(Buffer wire, int position) {
        this.wire = wire;
        this.position = position;
    }

    int unsignedByte() {
        return wire.getUnsignedByte(advance(Byte.BYTES));
    }

    int length() {
        return wire.getInt(advance(Integer.BYTES));
    }

    byte[] bytes(int count) {
        int start = advance(count);
        return wire.getBytes(start, start + count);
    }

    private int advance(int count) {
        int left = wire.length() - position;
        if (count < 0 || count > left) {
            throw new InvalidPublication(
                    "a publication from another node is cut: expected " + count + " more bytes, but were " + left);
        }
        int start = position;
        position += count;
        return start;
    }
}
