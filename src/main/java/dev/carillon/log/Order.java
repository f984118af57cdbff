package dev.carillon.log;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * All entries of the log in the order of their offsets, as a list of segments. Adding takes constant time, removing
 * from any place nearly so. A step moves the entries of at most one segment, and the list of segments.
 */
final class Order implements Entries {
    private final List<Segment> segments = new ArrayList<>();
    private long count;

    private long newest;

    Order() {
        segments.add(new Segment(0));
    }

    /** The offset of the entry that was added last, which may be removed already; 0 before the first. */
    long newest() {
        return newest;
    }

    long count() {
        return count;
    }

    int segmentCount() {
        return segments.size();
    }

    /** Adds an entry that is newer than all others. */
    void add(Remembered entry) {
        if (segments.getLast().isFull()) {
            segments.add(new Segment(entry.offset()));
            tidy(segments.size() - 2);
        }
        segments.getLast().add(entry);
        countLastValue(entry, 1);
        newest = entry.offset();
        count++;
    }

    void remove(Remembered entry) {
        countLastValue(entry, -1);
        int index = indexOf(entry.offset());
        segments.get(index).remove(entry);
        tidy(index);
        count--;
    }

    /** Must be called before a newer entry of the same topic is added, or its rule changes. */
    void isNoLongerLastValue(Remembered entry) {
        countLastValue(entry, -1);
    }

    /** Must be called after a rule has changed, with the newest entry of a topic. */
    void mayBeLastValue(Remembered entry) {
        countLastValue(entry, 1);
    }

    private void countLastValue(Remembered entry, int change) {
        if (entry.isLastValue()) {
            segments.get(indexOf(entry.offset())).countLastValues(change);
        }
    }

    /** The entry to remove when the log is too large: the oldest, but a last value only if there is no other entry. */
    Remembered nextToLeave() {
        for (Segment segment : segments) {
            if (segment.hasOthers()) {
                return segment.nextToLeave();
            }
        }
        return segments.getFirst().nextToLeave();
    }

    @Override
    public void showBehind(long offset, Predicate<Remembered> reader) {
        showBehind(offset, 0, reader);
    }

    /** The same, but skips segments without a last value up to {@code lastValuesThrough}. */
    void showBehind(long offset, long lastValuesThrough, Predicate<Remembered> reader) {
        for (int index = indexOf(offset); index < segments.size(); index++) {
            if (!isSkipped(index, lastValuesThrough) && !segments.get(index).showBehind(offset, reader)) {
                return;
            }
        }
    }

    private boolean isSkipped(int index, long lastValuesThrough) {
        return !segments.get(index).hasLastValues()
                && index + 1 < segments.size()
                && segments.get(index + 1).first() <= lastValuesThrough + 1;
    }

    @Override
    public void showBackFrom(long offset, Predicate<Remembered> reader) {
        for (int index = indexOf(offset); index >= 0; index--) {
            if (!segments.get(index).showBackFrom(offset, reader)) {
                return;
            }
        }
    }

    /** The index of the segment that contains this offset, if one does. */
    private int indexOf(long offset) {
        int low = 0;
        int high = segments.size();
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (segments.get(middle).first() <= offset) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Removes the holes of a segment if half of it are holes, and joins small segments. The last segment stays, since
     * it grows.
     */
    private void tidy(int index) {
        Segment segment = segments.get(index);
        if (index == segments.size() - 1 || !segment.isSparse()) {
            return;
        }
        if (segment.count() == 0) {
            segments.remove(index);
        } else if (isJoinable(index - 1, index)) {
            join(index - 1);
        } else if (index + 1 < segments.size() - 1 && isJoinable(index, index + 1)) {
            join(index);
        } else {
            segments.set(index, segment.withoutHoles());
        }
    }

    private boolean isJoinable(int left, int right) {
        return left >= 0 && segments.get(left).count() + segments.get(right).count() <= Segment.ENTRIES_MAX / 2;
    }

    private void join(int left) {
        segments.set(left, segments.get(left).joinedWith(segments.remove(left + 1)));
    }
}
