package dev.carillon.cluster;

import java.time.Duration;

/**
 * The numbers of the publications from one other node over all its connections: detects publications that came twice
 * and those that are missing. Confined to the loop of the links.
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

    /** The node has answered. */
    void renew() {
        lastReceivedNanos = System.nanoTime();
    }

    boolean isSilentFor(Duration time) {
        return System.nanoTime() - lastReceivedNanos > time.toNanos();
    }

    /** Whether the publication with this number has not been received yet. */
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

    /** The number of publications that have been found missing since the last call. */
    long newlyMissing() {
        long since = newlyMissing;
        newlyMissing = 0;
        return since;
    }
}
