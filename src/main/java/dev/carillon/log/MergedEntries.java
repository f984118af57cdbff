package dev.carillon.log;

import java.util.List;
import java.util.function.Predicate;

/** The entries of a few topics, in the order of their offsets. */
record MergedEntries(List<TopicHistory> topics) implements Entries {
    @Override
    public void showBehind(long offset, Predicate<Remembered> reader) {
        int[] places = places(offset);
        for (int first = first(places); first >= 0; first = first(places)) {
            if (!reader.test(topics.get(first).at(places[first]++))) {
                return;
            }
        }
    }

    @Override
    public void showBackFrom(long offset, Predicate<Remembered> reader) {
        int[] places = places(offset);
        for (int last = last(places); last >= 0; last = last(places)) {
            if (!reader.test(topics.get(last).at(--places[last]))) {
                return;
            }
        }
    }

    /** In each topic the place of the first entry behind an offset. */
    private int[] places(long offset) {
        return topics.stream().mapToInt(topic -> topic.firstBehind(offset)).toArray();
    }

    /** The topic whose entry at its place is the oldest; below 0 at the end. */
    private int first(int[] places) {
        int first = -1;
        for (int i = 0; i < places.length; i++) {
            if (places[i] < topics.get(i).count() && (first < 0 || isOlder(i, first, places, 0))) {
                first = i;
            }
        }
        return first;
    }

    /** The topic whose entry ahead of its place is the newest; below 0 at the end. */
    private int last(int[] places) {
        int last = -1;
        for (int i = 0; i < places.length; i++) {
            if (places[i] > 0 && (last < 0 || isOlder(last, i, places, -1))) {
                last = i;
            }
        }
        return last;
    }

    private boolean isOlder(int one, int other, int[] places, int shift) {
        return topics.get(one).at(places[one] + shift).offset()
                < topics.get(other).at(places[other] + shift).offset();
    }
}
