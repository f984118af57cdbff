package dev.carillon.replica;

import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** Numbers of segments: the upper half is the log's own, so that one that began anew has none of those before. */
final class Segments {
    private Segments() {}

    /** The first segment of a log that no node has read. */
    static long ofNewLog(RandomGenerator random) {
        return (long) random.nextInt(1, Integer.MAX_VALUE) << Integer.SIZE;
    }

    /** Whether nothing comes before it, so that a node that finds it empty begins the log. */
    static boolean isFirstOfAll(long segment) {
        return (int) segment == 0;
    }

    /** Whether a segment is one of the log that begins with {@code first} now. */
    static boolean isOfLog(OptionalLong first, long segment) {
        return first.isPresent() && first.getAsLong() <= segment && isOfSameLog(first.getAsLong(), segment);
    }

    static boolean isOfSameLog(long one, long other) {
        return one >>> Integer.SIZE == other >>> Integer.SIZE;
    }
}
