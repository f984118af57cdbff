package dev.carillon.loadtest.measure;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Finds publications that are lost, duplicated or reordered, exactly. A stream is what one subscriber receives from one
 * publisher, whose publications are numbered from 1. Each stream costs one {@code int}; more is stored only while
 * publications are missing.
 */
public final class SequenceTracker {
    /**
     * The most missing ranges that are stored, in 100 MB. The tester does not store further ranges: their publications
     * count as lost, and as duplicates if they arrive late.
     */
    private static final int GAPS_MAX = 1_000_000;

    private final int[] highest;
    /** Ranges of numbers that were skipped: the last number of each, by its stream and its first number. */
    private final NavigableMap<Long, Integer> missing = new TreeMap<>();

    private long forgotten;

    private long seen;
    private long duplicated;
    private long reordered;

    public SequenceTracker(int streams) {
        this.highest = new int[streams];
    }

    /** Adds a publication that has arrived, and returns whether it arrived for the first time. */
    public boolean onSequence(int stream, int sequence) {
        int expected = highest[stream] + 1;
        if (sequence < expected) {
            return onLate(stream, sequence);
        }
        if (sequence > expected) {
            recordGap(stream, expected, sequence - 1);
        }
        highest[stream] = sequence;
        seen++;
        return true;
    }

    /** How many of the publications 1 to {@code published} this stream has not received. */
    public long missing(int stream, int published) {
        long count = (long) published - highest[stream];
        for (Map.Entry<Long, Integer> range : missing(stream).entrySet()) {
            count += range.getValue() - sequence(range.getKey()) + 1L;
        }
        return count;
    }

    /** Begins the stream anew for another subscriber, whose first number follows {@code last}. */
    public void begin(int stream, int last) {
        highest[stream] = last;
        missing(stream).clear();
    }

    /** Calls {@code action} with the first and last number of each missing range up to {@code published}. */
    public void forEachMissing(int stream, int published, BiConsumer<Integer, Integer> action) {
        missing(stream).forEach((first, last) -> action.accept(sequence(first), last));
        if (highest[stream] < published) {
            action.accept(highest[stream] + 1, published);
        }
    }

    /** The highest number that this stream has received. */
    public int highest(int stream) {
        return highest[stream];
    }

    /** Lost publications whose numbers are not stored. {@link #missing} does not include them. */
    public long forgotten() {
        return forgotten;
    }

    /** Publications that arrived, without duplicates. */
    public long seen() {
        return seen;
    }

    /** Publications that arrived again. */
    public long duplicated() {
        return duplicated;
    }

    /** Publications that arrived for the first time, but after one that was published later. */
    public long reordered() {
        return reordered;
    }

    private void recordGap(int stream, int first, int last) {
        if (missing.size() >= GAPS_MAX) {
            forgotten += last - first + 1;
        } else {
            missing.put(key(stream, first), last);
        }
    }

    private boolean onLate(int stream, int sequence) {
        Map.Entry<Long, Integer> range = missing(stream).floorEntry(key(stream, sequence));
        if (range == null || range.getValue() < sequence) {
            duplicated++;
            return false;
        }
        missing.remove(range.getKey());
        if (sequence(range.getKey()) < sequence) {
            missing.put(range.getKey(), sequence - 1);
        }
        if (sequence < range.getValue()) {
            missing.put(key(stream, sequence + 1), range.getValue());
        }
        reordered++;
        seen++;
        return true;
    }

    private NavigableMap<Long, Integer> missing(int stream) {
        return missing.subMap(key(stream, 0), true, key(stream, Integer.MAX_VALUE), true);
    }

    private static long key(int stream, int sequence) {
        return (long) stream << Integer.SIZE | sequence;
    }

    private static int sequence(long key) {
        return (int) key;
    }
}
