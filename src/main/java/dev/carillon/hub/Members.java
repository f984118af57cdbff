package dev.carillon.hub;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one audience, dense in an array, in the order in which they joined as long as anything is pending.
 *
 * <p>The array grows by a quarter: 4.5 bytes a member on average and 5 at most (with compressed references), where
 * doubling would take 6 and 8. Each member is copied four times on the way up, all told, and growing at a million moves
 * 4 MB, about a millisecond.
 */
final class Members {
    private static final int SHRINK_ABOVE = 16;

    private @Nullable Subscriber[] slots = new Subscriber[1];

    /** Slots from here on are free. */
    private int end;

    /** Slots before the end that hold a member; the others are holes. */
    private int count;

    int end() {
        return end;
    }

    int count() {
        return count;
    }

    /** Slots there is memory for. */
    int room() {
        return slots.length;
    }

    @Nullable
    Subscriber at(int slot) {
        return slots[slot];
    }

    boolean contains(Subscriber subscriber) {
        return holds(subscriber.slot(), subscriber);
    }

    /** Whether this very subscriber, and not one that equals it, has this slot. */
    @SuppressWarnings("ReferenceEquality")
    boolean holds(int slot, Subscriber subscriber) {
        return slot >= 0 && slot < end && slots[slot] == subscriber;
    }

    /** Whether more than half are holes: worth closing even when nothing is pending. */
    boolean isSparse() {
        return count < end / 2;
    }

    void add(Subscriber subscriber) {
        if (end == slots.length) {
            slots = Arrays.copyOf(slots, roomFor(end));
        }
        slots[end] = subscriber;
        subscriber.slot(end);
        end++;
        count++;
    }

    /** Leaves a hole, so that nobody else changes place. */
    void removeInPlace(Subscriber subscriber) {
        slots[subscriber.slot()] = null;
        count--;
    }

    /** Puts the last member into the place that becomes free: no hole, and the order changes. */
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

    /** Makes the slots from here on free; they hold nobody. */
    void endAt(int newEnd) {
        end = newEnd;
        shrink();
    }

    /** Gives memory back when three quarters are free, so that growing again is not the next thing that happens. */
    private void shrink() {
        if (slots.length > SHRINK_ABOVE && end < slots.length / 4) {
            slots = Arrays.copyOf(slots, roomFor(end));
        }
    }

    private static int roomFor(int members) {
        return members + members / 4 + 1;
    }
}
