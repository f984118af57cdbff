package dev.carillon.loadtest.measure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A number for each of {@code E}: added up, written and read together. */
final class Counts<E extends Enum<E>> {
    private final long[] counts;

    Counts(Class<E> each) {
        this.counts = new long[each.getEnumConstants().length];
    }

    void read(DataInput in) throws IOException {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.readLong();
        }
    }

    void write(DataOutput out) throws IOException {
        for (long count : counts) {
            out.writeLong(count);
        }
    }

    void increment(E what) {
        add(what, 1);
    }

    void add(E what, long count) {
        counts[what.ordinal()] += count;
    }

    void add(Counts<E> others) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += others.counts[i];
        }
    }

    long of(E what) {
        return counts[what.ordinal()];
    }
}
