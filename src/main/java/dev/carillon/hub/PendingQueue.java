package dev.carillon.hub;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The publications that wait in one audience, numbered from 0 in the order of publication. Numbers do not change when
 * earlier publications are removed, so that other code can store a position in the queue.
 */
final class PendingQueue {
    /** A ring buffer; its length is a power of two. */
    private @Nullable Pending[] ring = new Pending[4];

    private long first;
    private long end;

    /** The number of the oldest publication that waits, or {@link #end()} if none does. */
    long first() {
        return first;
    }

    /** The number that the next publication will get. */
    long end() {
        return end;
    }

    boolean isEmpty() {
        return first == end;
    }

    void add(Pending pending) {
        if (end - first == ring.length) {
            grow();
        }
        ring[place(end++)] = pending;
    }

    Pending get(long number) {
        Objects.checkIndex(number - first, end - first);
        return Objects.requireNonNull(ring[place(number)]);
    }

    Pending removeFirst() {
        Pending pending = get(first);
        ring[place(first++)] = null;
        return pending;
    }

    private void grow() {
        @Nullable Pending[] larger = Arrays.copyOf(ring, ring.length * 2);
        Arrays.fill(larger, null);
        for (long number = first; number < end; number++) {
            larger[(int) (number & larger.length - 1)] = ring[place(number)];
        }
        ring = larger;
    }

    private int place(long number) {
        return (int) (number & ring.length - 1);
    }
}
