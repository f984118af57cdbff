package dev.carillon.replica;

import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * Numbers of segments. The upper half is unique for a log, so that a new log has none of the old segments.
 */
final class Segments {
    private Segments() {}

    /** The first segment of a log that no node has read. */
    static long ofNewLog(RandomGenerator random) {
        return (long) random.nextInt(1, Integer.MAX_VALUE) << Integer.SIZE;
    }

    /** Whether no segment comes before it, so that a node that finds it empty begins the log. */
    static boolean isFirstOfAll(long segment) {
        return (int) segment == 0;
    }

    /** Whether a segment belongs to the log that begins with {@code first} now. */
    static boolean isOfLog(OptionalLong first, long segment) {
        return first.isPresent() && first.getAsLong() <= segment && isOfSameLog(first.getAsLong(), segment);
    }

    static boolean isOfSameLog(long one, long other) {
        return one >>> Integer.SIZE == other >>> Integer.SIZE;
    }
}
