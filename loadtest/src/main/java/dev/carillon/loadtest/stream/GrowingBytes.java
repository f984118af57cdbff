package dev.carillon.loadtest.stream;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Collects bytes, up to 1 MiB, in an array that grows and is reused. */
final class GrowingBytes {
    private static final int LENGTH_MAX = 1 << 20;

    private byte[] bytes = {};
    private ByteBuffer view = ByteBuffer.wrap(bytes);
    private int length;

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    /** Adds the bytes between two indexes of {@code from}. */
    void add(ByteBuffer from, int start, int end) throws ProtocolException {
        int needed = length + end - start;
        if (needed > LENGTH_MAX) {
            throw new ProtocolException(
                    "expected lines and events of at most " + LENGTH_MAX + " bytes, but was longer");
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, Math.min(LENGTH_MAX, 2 * bytes.length)));
            view = ByteBuffer.wrap(bytes);
        }
        from.get(start, bytes, length, end - start);
        length = needed;
    }

    /** A view of all bytes. It is valid until bytes are added. */
    ByteBuffer view() {
        return view.clear().limit(length);
    }
}
