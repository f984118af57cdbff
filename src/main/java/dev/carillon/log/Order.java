package dev.carillon.log;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * All entries of the log in the order of their offsets, as a list of parts: adding is constant, removing from any place
 * nearly so, and no step moves more than one part and the list of the parts.
 */
final class Order implements Entries {
    private final List<Segment> segments = new ArrayList<>();
    private long count;

    private long newest;

    Order() {
        segments.add(new Segment(0));
    }

    /** The offset of the one that was added last, which may have left; 0 before the first. */
    long newest() {
        return newest;
    }

    long count() {
        return count;
    }

    int segmentCount() {
        return segments.size();
    }

    /** Adds one that is newer than all others. */
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

    /** To be called before a newer one follows in the topic of this one, or its rule changes. */
    void isLastValueNoMore(Remembered entry) {
        countLastValue(entry, -1);
    }

    /** To be called after a rule has changed, with the newest of a topic. */
    void mayBeLastValue(Remembered entry) {
        countLastValue(entry, 1);
    }

    private void countLastValue(Remembered entry, int change) {
        if (entry.isLastValue()) {
            segments.get(indexOf(entry.offset())).countLastValues(change);
        }
    }

    /** What leaves when all entries take too much: the oldest, and last values when there is nothing else. */
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

    /** The same, without parts that hold no last value, up to an offset up to which only those are wanted. */
    void showBehind(long offset, long lastValuesThrough, Predicate<Remembered> reader) {
        for (int index = indexOf(offset); index < segments.size(); index++) {
            if (!isPassedOver(index, lastValuesThrough) && !segments.get(index).showBehind(offset, reader)) {
                return;
            }
        }
    }

    private boolean isPassedOver(int index, long lastValuesThrough) {
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

    /** The part that holds this offset where any does. */
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

    /** Closes holes that are half of a part, and joins small parts; the last one is left alone, it grows. */
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
