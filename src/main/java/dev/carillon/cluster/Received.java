package dev.carillon.cluster;

/**
 * What came from one other node over all its connections: by the numbers it finds out what came twice and what is missing.
 * Confined to the loop of the links.
 */
final class Received {
    private final long stream;
    private long newest;
    private long count;
    private long lost;
    private long untold;

    Received(long stream) {
        this.stream = stream;
    }

    long stream() {
        return stream;
    }

    /** Whether the publication with this number has not come yet. */
    boolean take(long number) {
        if (number <= newest) {
            return false;
        }
        long missing = number - newest - 1;
        lost += missing;
        untold += missing;
        newest = number;
        count++;
        return true;
    }

    long newest() {
        return newest;
    }

    long count() {
        return count;
    }

    long lost() {
        return lost;
    }

    /** How many more are missing than at the last call. */
    long untold() {
        long since = untold;
        untold = 0;
        return since;
    }
}
