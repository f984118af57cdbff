package dev.carillon.replica;

import java.util.List;

/**
 * Where a reader continues in a segment.
 *
 * @param sequence of the next item
 * @param before the {@link Chain} hash of the item before that one, which the reader has had; without a meaning at
 *     sequence 0
 */
record ReadPoint(long segment, long sequence, long before) {
    boolean isAtBeginning() {
        return sequence == 0;
    }

    /** From where the ring must be as the reader knows it: from the item before the next one, where there is one. */
    long first() {
        return Math.max(0, sequence - 1);
    }

    /** Of the item before, where there is one, and of these behind it. */
    long hashWith(List<byte[]> items) {
        long hash = isAtBeginning() ? 0 : Chain.with(0, before);
        for (byte[] item : items) {
            hash = Chain.with(hash, Chain.of(item));
        }
        return hash;
    }
}
