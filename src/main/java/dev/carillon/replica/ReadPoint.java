package dev.carillon.replica;

import java.util.List;

/**
 * The position from which a reader continues in a segment.
 *
 * @param sequence of the next item
 * @param before the {@link Chain} hash of the item before it, which the reader has read; without a meaning at sequence
 *     0
 */
record ReadPoint(long segment, long sequence, long before) {
    boolean isAtBeginning() {
        return sequence == 0;
    }

    /**
     * The first sequence at which the ring must match what the reader has read: the item before the next one, if there
     * is one.
     */
    long first() {
        return Math.max(0, sequence - 1);
    }

    /** The hash of the item before, if there is one, followed by {@code items}. */
    long hashWith(List<byte[]> items) {
        long hash = isAtBeginning() ? 0 : Chain.with(0, before);
        for (byte[] item : items) {
            hash = Chain.with(hash, Chain.of(item));
        }
        return hash;
    }
}
