package dev.carillon.hub;

import java.util.Arrays;

/**
 * Records when members joined, as long as it matters: a mark says that members from this slot on receive no publication
 * before this number. Members are in the order in which they joined, so one mark serves all that joined between the
 * same two publications. Slots and numbers both rise from mark to mark.
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

    /** Members at this slot or later receive publications from this number on. */
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

    /** The number of the first publication for the member at this slot; 0 without a mark. */
    long numberFor(int slot) {
        int mark = count - 1;
        while (mark >= 0 && slots[mark] > slot) {
            mark--;
        }
        return mark < 0 ? 0 : numbers[mark];
    }

    /** Removes the marks that have no effect any more when all publications before this number have been sent. */
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
