package dev.carillon.loadtest.measure;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Sequence numbers that have been passed over, as ranges: of one subscriber and one publisher. */
final class MissingSequences {
    /** Each range's last number by its first. */
    private final TreeMap<Integer, Integer> ranges = new TreeMap<>();

    void add(int first, int last) {
        ranges.put(first, last);
    }

    /** Takes {@code sequence} out; false when it was not missing. */
    boolean remove(int sequence) {
        Map.Entry<Integer, Integer> range = ranges.floorEntry(sequence);
        if (range == null || range.getValue() < sequence) {
            return false;
        }
        ranges.remove(range.getKey());
        if (range.getKey() < sequence) {
            ranges.put(range.getKey(), sequence - 1);
        }
        if (sequence < range.getValue()) {
            ranges.put(sequence + 1, range.getValue());
        }
        return true;
    }

    /** Tells {@code action} the first and last number of each range. */
    void forEach(BiConsumer<Integer, Integer> action) {
        ranges.forEach(action);
    }

    long count() {
        long count = 0;
        for (Map.Entry<Integer, Integer> range : ranges.entrySet()) {
            count += range.getValue() - range.getKey() + 1;
        }
        return count;
    }
}
