package dev.carillon.cluster;

import java.time.Duration;

/**
 * What came from one other node over all its connections: by the numbers it finds out what came twice and what is
 * missing. Confined to the loop of the links.
 */
final class ReceivedNumbers {
    private final long stream;
    private long newest;
    private long newlyMissing;
    private long lastReceivedNanos = System.nanoTime();

    ReceivedNumbers(long stream) {
        this.stream = stream;
    }

    long stream() {
        return stream;
    }

    /** The node is there. */
    void renew() {
        lastReceivedNanos = System.nanoTime();
    }

    boolean isSilentFor(Duration time) {
        return System.nanoTime() - lastReceivedNanos > time.toNanos();
    }

    /** Whether the publication with this number has not come yet. */
    boolean take(long number) {
        if (number <= newest) {
            return false;
        }
        long missing = number - newest - 1;
        newlyMissing += missing;
        newest = number;
        return true;
    }

    long newest() {
        return newest;
    }

    /** How many more are missing than at the last call. */
    long newlyMissing() {
        long since = newlyMissing;
        newlyMissing = 0;
        return since;
    }
}
