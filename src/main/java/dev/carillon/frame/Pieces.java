package dev.carillon.frame;

import java.nio.ByteBuffer;

/**
 * Joins bytes that come in pieces.
 *
 * <p>Grows with the bytes received and not with the length announced, so that a peer that announces much and sends
 * little costs little. Uses no memory while it is empty.
 */
public final class Pieces {

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final int maxBytes;
    private ByteBuffer joined = NONE;

    /** The caller adds at most {@code maxBytes}; doubling stops there. */
    public Pieces(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    public int length() {
        return joined.position();
    }

    /** The memory in use. */
    int capacity() {
        return joined.capacity();
    }

    public boolean isEmpty() {
        return length() == 0;
    }

    /** Adds the bytes between position and limit. */
    public void add(ByteBuffer piece) {
        if (joined.remaining() < piece.remaining()) {
            grow(length() + piece.remaining());
        }
        joined.put(piece);
    }

    /** Returns everything that was added, and is empty afterwards. The result belongs to the caller. */
    public ByteBuffer take() {
        ByteBuffer all = joined.flip();
        joined = NONE;
        return all;
    }

    public void clear() {
        joined = NONE;
    }

    private void grow(int needed) {
        int doubled = (int) Math.min(maxBytes, 2L * joined.capacity());
        joined = ByteBuffer.allocate(Math.max(needed, doubled)).put(joined.flip());
    }
}
