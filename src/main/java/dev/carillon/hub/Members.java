package dev.carillon.hub;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one audience in a dense array. While anything is pending they are in the order in which they
 * joined.
 *
 * <p>The array grows by a quarter: 4.5 bytes for each member on average and 5 at most (with compressed references);
 * doubling would take 6 and 8. Each member is copied four times in total, and growing at a million members moves 4 MB,
 * which takes about a millisecond.
 */
final class Members {
    private static final int SHRINK_ABOVE = 16;

    private @Nullable Subscriber[] slots = new Subscriber[1];

    /** Slots from here on are free. */
    private int end;

    /** Slots before the end that have a member; the others are empty. */
    private int count;

    int end() {
        return end;
    }

    int count() {
        return count;
    }

    /** The number of slots for which there is memory. */
    int capacity() {
        return slots.length;
    }

    @Nullable
    Subscriber at(int slot) {
        return slots[slot];
    }

    boolean contains(Subscriber subscriber) {
        return holds(subscriber.slot(), subscriber);
    }

    /** Whether this subscriber itself, not an equal one, has this slot. */
    @SuppressWarnings("ReferenceEquality")
    boolean holds(int slot, Subscriber subscriber) {
        return slot >= 0 && slot < end && slots[slot] == subscriber;
    }

    /** Whether more than half are empty: worth compacting even when nothing is pending. */
    boolean isSparse() {
        return count < end / 2;
    }

    void add(Subscriber subscriber) {
        if (end == slots.length) {
            slots = Arrays.copyOf(slots, capacityFor(end));
        }
        slots[end] = subscriber;
        subscriber.slot(end);
        end++;
        count++;
    }

    /** Leaves an empty slot, so that no other member moves. */
    void removeInPlace(Subscriber subscriber) {
        slots[subscriber.slot()] = null;
        count--;
    }

    /** Moves the last member into the slot: no empty slot remains, but the order changes. */
    void removeAndFill(Subscriber subscriber) {
        removeInPlace(subscriber);
        int free = subscriber.slot();
        while (end > 0 && slots[end - 1] == null) {
            end--;
        }
        if (free < end) {
            move(end - 1, free);
            end--;
        }
        shrink();
    }

    /** Moves the member of one slot to another, which is free or the same. */
    void move(int from, int to) {
        Subscriber subscriber = slots[from];
        if (from == to || subscriber == null) {
            return;
        }
        slots[from] = null;
        slots[to] = subscriber;
        subscriber.slot(to);
    }

    /** Frees the slots from here on, which are empty. */
    void endAt(int newEnd) {
        end = newEnd;
        shrink();
    }

    /** Releases memory when three quarters are free, so that it does not have to grow again at once. */
    private void shrink() {
        if (slots.length > SHRINK_ABOVE && end < slots.length / 4) {
            slots = Arrays.copyOf(slots, capacityFor(end));
        }
    }

    private static int capacityFor(int members) {
        return members + members / 4 + 1;
    }
}
