package dev.carillon.loadtest.measure;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Finds what was lost, duplicated and reordered, exactly and at the price of one {@code int} for each stream: what one
 * subscriber gets of one publisher, whose publications are numbered from 1. Only where something is wrong is there more
 * to remember.
 */
public final class SequenceTracker {
    /** Streams with something missing, before the tester stops telling late ones from duplicates: 100 MB of them. */
    private static final int GAPS_MAX = 1_000_000;

    private final int[] highest;
    private final Map<Integer, MissingSequences> missing = new HashMap<>();
    private int gaps;
    private long forgotten;

    private long seen;
    private long duplicated;
    private long reordered;

    public SequenceTracker(int streams) {
        this.highest = new int[streams];
    }

    /** Returns whether this publication had not come before. */
    public boolean onSequence(int stream, int sequence) {
        int expected = highest[stream] + 1;
        if (sequence < expected) {
            return comeLate(stream, sequence);
        }
        if (sequence > expected) {
            passOver(stream, expected, sequence - 1);
        }
        highest[stream] = sequence;
        seen++;
        return true;
    }

    /** How many of the {@code published} this stream has not had. */
    public long missing(int stream, int published) {
        MissingSequences passedOver = missing.get(stream);
        return published - highest[stream] + (passedOver == null ? 0 : passedOver.count());
    }

    /** The stream is somebody new's, whose first number is behind {@code last}. */
    public void begin(int stream, int last) {
        highest[stream] = last;
        if (missing.remove(stream) != null) {
            gaps--;
        }
    }

    /** Tells {@code action} each range of numbers up to {@code published} that this stream has not had. */
    public void forEachMissing(int stream, int published, BiConsumer<Integer, Integer> action) {
        MissingSequences passedOver = missing.get(stream);
        if (passedOver != null) {
            passedOver.forEach(action);
        }
        if (highest[stream] < published) {
            action.accept(highest[stream] + 1, published);
        }
    }

    /** The highest number that this stream has had. */
    public int highest(int stream) {
        return highest[stream];
    }

    /** Losses without stored numbers. {@link #missing} does not include them. */
    public long forgotten() {
        return forgotten;
    }

    /** Publications that were had, each counted once. */
    public long seen() {
        return seen;
    }

    /** Those that came again. */
    public long duplicated() {
        return duplicated;
    }

    /** Those that came for the first time, but behind one that was published later. */
    public long reordered() {
        return reordered;
    }

    private void passOver(int stream, int first, int last) {
        if (gaps == GAPS_MAX) {
            forgotten += last - first + 1;
            return;
        }
        gaps++;
        missing.computeIfAbsent(stream, none -> new MissingSequences()).add(first, last);
    }

    private boolean comeLate(int stream, int sequence) {
        MissingSequences passedOver = missing.get(stream);
        if (passedOver == null || !passedOver.remove(sequence)) {
            duplicated++;
            return false;
        }
        reordered++;
        seen++;
        return true;
    }
}
