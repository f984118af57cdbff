package dev.carillon.loadtest.measure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** A number for each of {@code E}: added up, written and read together. */
final class Counts<E extends Enum<E>> {
    private final Map<E, Counter> counters;

    /** A number that changes where it is: nothing is allocated for a message. */
    private static final class Counter {
        private long value;
    }

    Counts(Class<E> each) {
        this.counters = new EnumMap<>(each);
        for (E what : each.getEnumConstants()) {
            counters.put(what, new Counter());
        }
    }

    void read(DataInput in) throws IOException {
        for (Counter counter : counters.values()) {
            counter.value = in.readLong();
        }
    }

    void write(DataOutput out) throws IOException {
        for (Counter counter : counters.values()) {
            out.writeLong(counter.value);
        }
    }

    void increment(E what) {
        add(what, 1);
    }

    void add(E what, long count) {
        counter(what).value += count;
    }

    void add(Counts<E> others) {
        others.counters.forEach((what, counter) -> add(what, counter.value));
    }

    long of(E what) {
        return counter(what).value;
    }

    private Counter counter(E what) {
        return Objects.requireNonNull(counters.get(what));
    }
}
