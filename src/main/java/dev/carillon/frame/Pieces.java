package dev.carillon.frame;

import java.nio.ByteBuffer;

/**
 * Bytes that came in pieces, joined.
 *
 * <p>Grows with what came and never with what was announced: a peer that announces much and sends little costs little.
 * Holds no memory while it is empty.
 */
public final class Pieces {

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final int maxBytes;
    private ByteBuffer joined = NONE;

    /** The caller adds no more than this; it keeps the doubling from going beyond. */
    public Pieces(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    public int length() {
        return joined.position();
    }

    /** Memory that is taken now. */
    int capacity() {
        return joined.capacity();
    }

    public boolean isEmpty() {
        return length() == 0;
    }

    /** Adds what lies between position and limit. */
    public void add(ByteBuffer piece) {
        if (joined.remaining() < piece.remaining()) {
            grow(length() + piece.remaining());
        }
        joined.put(piece);
    }

    /** All that was added, ready to be read and the caller's own; nothing is left here. */
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
