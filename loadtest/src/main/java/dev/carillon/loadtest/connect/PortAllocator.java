package dev.carillon.loadtest.connect;

import dev.carillon.loadtest.plan.PortRange;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * Chooses the ports of one local address. The kernel does not choose them, because its choice ({@code bind} to port 0)
 * takes milliseconds of system time after a quarter of the ephemeral range is in use; an explicit port always takes
 * 30 µs.
 *
 * <p>Ports are taken in turn, so that a released port is used again after all others.
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
     * Takes a free port; empty if there is none. In that case, the skipped ports are tried again from the next call on,
     * because the process that used them may have ended.
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

    /** Releases a taken port. */
    void release(int port) {
        free.set(indexOfTaken(port));
    }

    /** Releases a taken port that another process uses. It is skipped until {@link #take} finds no free port. */
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
