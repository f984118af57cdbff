package dev.carillon.loadtest.connect;

import dev.carillon.loadtest.plan.PortRange;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * The ports of one local address, chosen here and not by the kernel: its own choice ({@code bind} to port 0) takes
 * milliseconds of system time once a quarter of the ephemeral range is in use, an explicit port always the same 30 µs.
 *
 * <p>Ports are handed out in turn: one that was just returned is used again after all others.
 */
final class PortAllocator {
    private final int first;
    private final int size;
    private final BitSet free;
    private final BitSet skipped;
    private int cursor;

    PortAllocator(PortRange range) {
        this.first = range.first();
        this.size = range.size();
        this.free = new BitSet(size);
        this.skipped = new BitSet(size);
        free.set(0, size);
    }

    /**
     * A port that no other process uses. If there is none, those that were skipped are tried again at the
     * next call: the process that had them may have ended by then.
     */
    OptionalInt take() {
        int index = free.nextSetBit(cursor);
        if (index < 0) {
            index = free.nextSetBit(0);
        }
        if (index < 0) {
            free.or(skipped);
            skipped.clear();
            return OptionalInt.empty();
        }
        free.clear(index);
        cursor = index + 1;
        return OptionalInt.of(first + index);
    }

    /** Gives back a port that {@link #take} gave out. */
    void release(int port) {
        free.set(indexOfTaken(port));
    }

    /** Gives back a port that another process has. */
    void skip(int port) {
        skipped.set(indexOfTaken(port));
    }

    private int indexOfTaken(int port) {
        int index = port - first;
        if (index < 0 || index >= size || free.get(index) || skipped.get(index)) {
            throw new IllegalStateException("port " + port + " was not handed out");
        }
        return index;
    }
}
