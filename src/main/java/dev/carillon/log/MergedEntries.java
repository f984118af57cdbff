package dev.carillon.log;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Predicate;

/** The entries of several topics, in the order of their offsets. */
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
        Queue<Place> newestFirst =
                new PriorityQueue<>(Comparator.comparingLong(Place::offset).reversed());
        for (TopicHistory topic : topics) {
            addWhereThereIsOne(newestFirst, topic, topic.firstBehind(offset) - 1);
        }
        while (!newestFirst.isEmpty()) {
            Place newest = newestFirst.remove();
            if (!reader.test(newest.entry())) {
                return;
            }
            addWhereThereIsOne(newestFirst, newest.topic(), newest.index() - 1);
        }
    }

    private static void addWhereThereIsOne(Queue<Place> places, TopicHistory topic, int index) {
        if (index >= 0) {
            places.add(new Place(topic, index));
        }
    }

    /** One entry of a topic. */
    private record Place(TopicHistory topic, int index) {
        Remembered entry() {
            return topic.at(index);
        }

        long offset() {
            return entry().offset();
        }
    }

    /** For each topic, the index of its first entry after an offset. */
    private int[] places(long offset) {
        return topics.stream().mapToInt(topic -> topic.firstBehind(offset)).toArray();
    }

    /** The index of the topic with the oldest entry at its place; negative at the end. */
    private int first(int[] places) {
        int first = -1;
        for (int i = 0; i < places.length; i++) {
            if (places[i] < topics.get(i).count() && (first < 0 || isOlder(i, first, places))) {
                first = i;
            }
        }
        return first;
    }

    private boolean isOlder(int one, int other, int[] places) {
        return topics.get(one).at(places[one]).offset()
                < topics.get(other).at(places[other]).offset();
    }
}
