package dev.carillon.log;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A part of {@link Order}, sorted by offset. A removed entry leaves a hole, until half of the segment are holes. */
final class Segment {
    static final int ENTRIES_MAX = 128;

    /** All entries have this or a larger offset. */
    private final long first;

    private final @Nullable Remembered[] entries;

    /** Places from here on are free. */
    private int end;

    /** Places before the end that hold an entry. */
    private int count;

    /** Entries that are the last value of their topic. */
    private int lastValues;

    Segment(long first) {
        this(first, ENTRIES_MAX, 0);
    }

    private Segment(long first, int capacity, int lastValues) {
        this.first = first;
        this.entries = new Remembered[capacity];
        this.lastValues = lastValues;
    }

    long first() {
        return first;
    }

    int count() {
        return count;
    }

    boolean isFull() {
        return end == entries.length;
    }

    boolean isSparse() {
        return count <= end / 2;
    }

    boolean hasLastValues() {
        return lastValues > 0;
    }

    /** Whether it holds an entry that is not a last value. */
    boolean hasOthers() {
        return count > lastValues;
    }

    void countLastValues(int change) {
        lastValues += change;
    }

    void add(Remembered entry) {
        entries[end] = entry;
        end++;
        count++;
    }

    @SuppressWarnings("ReferenceEquality") // the same object; comparing offsets would read each entry
    void remove(Remembered entry) {
        for (int place = 0; place < end; place++) {
            if (entries[place] == entry) {
                entries[place] = null;
                count--;
                return;
            }
        }
        throw new IllegalStateException("expected the entry " + entry.offset() + " in the segment from " + first);
    }

    /** A copy without holes. */
    Segment withoutHoles() {
        Segment dense = new Segment(first, count, lastValues);
        addTo(dense);
        return dense;
    }

    /** The entries of this and the next segment, without holes. */
    Segment joinedWith(Segment next) {
        Segment joined = new Segment(first, count + next.count, lastValues + next.lastValues);
        addTo(joined);
        next.addTo(joined);
        return joined;
    }

    private void addTo(Segment target) {
        for (int place = 0; place < end; place++) {
            Remembered entry = entries[place];
            if (entry != null) {
                target.add(entry);
            }
        }
    }

    /** The oldest entry that is not a last value, or else the oldest entry. There is at least one. */
    Remembered nextToLeave() {
        boolean others = hasOthers();
        for (int place = 0; place < end; place++) {
            Remembered entry = entries[place];
            if (entry != null && !(others && entry.isLastValue())) {
                return entry;
            }
        }
        throw new IllegalStateException("expected an entry in the segment from " + first);
    }

    /** Passes entries with a larger offset to the reader; returns false when the reader returned false. */
    boolean showBehind(long offset, Predicate<Remembered> reader) {
        for (int place = firstBehind(offset); place < end; place++) {
            Remembered entry = entries[place];
            if (entry != null && !reader.test(entry)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Passes entries with this or a smaller offset to the reader, the newest first; returns false when the reader did.
     */
    boolean showBackFrom(long offset, Predicate<Remembered> reader) {
        for (int place = firstBehind(offset) - 1; place >= 0; place--) {
            Remembered entry = entries[place];
            if (entry != null && !reader.test(entry)) {
                return false;
            }
        }
        return true;
    }

    private int firstBehind(long offset) {
        int low = 0;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int place = middle;
            while (place < high && entries[place] == null) {
                place++;
            }
            Remembered entry = place < high ? entries[place] : null;
            if (entry != null && entry.offset() <= offset) {
                low = place + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
