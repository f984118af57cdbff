package dev.carillon.log;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A part of the order of all entries, sorted by offset. What leaves becomes a hole, until half of the part are holes. */
final class Segment {
    static final int ENTRIES_MAX = 128;

    /** No entry in it has a smaller offset. */
    private final long first;

    private @Nullable Remembered[] entries;

    /** Places from here on are free. */
    private int end;

    /** Places before the end that hold an entry. */
    private int count;

    /** Entries that are the last value of their topic. */
    private int lastValues;

    Segment(long first) {
        this.first = first;
        this.entries = new Remembered[ENTRIES_MAX];
    }

    private Segment(Segment left, Segment right) {
        first = left.first;
        entries = new Remembered[left.count + right.count];
        lastValues = left.lastValues + right.lastValues;
        left.moveTo(this);
        right.moveTo(this);
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

    /** Whether it holds one that is no last value. */
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

    @SuppressWarnings("ReferenceEquality") // the very entry; its offset would have to be fetched
    void remove(Remembered entry) {
        for (int place = 0; place < end; place++) {
            if (entries[place] == entry) {
                entries[place] = null;
                count--;
                return;
            }
        }
        throw new IllegalStateException("expected the entry " + entry.offset() + " in the part from " + first);
    }

    /** The entries of this and of the next without holes. */
    Segment joinedWith(Segment next) {
        return new Segment(this, next);
    }

    void closeHoles() {
        @Nullable Remembered[] old = entries;
        int oldEnd = end;
        entries = new Remembered[count];
        end = 0;
        for (int place = 0; place < oldEnd; place++) {
            if (old[place] != null) {
                entries[end++] = old[place];
            }
        }
    }

    private void moveTo(Segment target) {
        for (int place = 0; place < end; place++) {
            Remembered entry = entries[place];
            if (entry != null) {
                target.add(entry);
            }
        }
    }

    /** Shows what has a larger offset; false when the reader wants no more. */
    boolean showBehind(long offset, Predicate<Remembered> reader) {
        for (int place = firstBehind(offset); place < end; place++) {
            Remembered entry = entries[place];
            if (entry != null && !reader.test(entry)) {
                return false;
            }
        }
        return true;
    }

    /** Shows what has this or a smaller offset, the newest first; false when the reader wants no more. */
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
