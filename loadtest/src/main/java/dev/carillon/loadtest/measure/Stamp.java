package dev.carillon.loadtest.measure;

/** The fields of a publication of the tester. One object for each loop, overwritten by every message that is read. */
public final class Stamp {
    int publisher;
    int sequence;
    long intendedNanos;
    long sentNanos;

    public int publisher() {
        return publisher;
    }

    /** The number of the publication among those of its publisher, from 1. */
    public int sequence() {
        return sequence;
    }

    /** When it should have been sent, by {@link System#nanoTime} of the tester that reads it. */
    public long intendedNanos() {
        return intendedNanos;
    }

    /** When it was sent, by the same clock. */
    public long sentNanos() {
        return sentNanos;
    }
}
