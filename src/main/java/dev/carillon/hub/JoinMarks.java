package dev.carillon.hub;

import java.util.Arrays;

/**
 * When members joined, as far as it still matters: a mark says that members from this slot on take no publication before
 * this number. Members stand in the order in which they joined, so one mark serves all that joined between the same two
 * publications, and both slots and numbers rise from mark to mark.
 */
final class JoinMarks {
    private int[] slots = new int[2];
    private long[] numbers = new long[2];
    private int count;

    int count() {
        return count;
    }

    int slot(int mark) {
        return slots[mark];
    }

    void slot(int mark, int slot) {
        slots[mark] = slot;
    }

    long number(int mark) {
        return numbers[mark];
    }

    /** Members at this slot, or behind it, take publications from this number on. */
    void add(int slot, long number) {
        if (count > 0 && numbers[count - 1] == number) {
            return;
        }
        if (count == slots.length) {
            slots = Arrays.copyOf(slots, count * 2);
            numbers = Arrays.copyOf(numbers, count * 2);
        }
        slots[count] = slot;
        numbers[count] = number;
        count++;
    }

    /** The first publication for the member at this slot; 0 when no mark speaks of it. */
    long numberFor(int slot) {
        int mark = count - 1;
        while (mark >= 0 && slots[mark] > slot) {
            mark--;
        }
        return mark < 0 ? 0 : numbers[mark];
    }

    /** Forgets the marks that hold nothing back once all before this number were sent. */
    void forgetThrough(long number) {
        int gone = 0;
        while (gone < count && numbers[gone] <= number) {
            gone++;
        }
        System.arraycopy(slots, gone, slots, 0, count - gone);
        System.arraycopy(numbers, gone, numbers, 0, count - gone);
        count -= gone;
    }
}
