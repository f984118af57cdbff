package dev.carillon.loadtest.connect;

/**
 * The clock that all machines of a run share, computed from the clock of this machine, since {@link System#nanoTime}
 * has a different origin on each machine. On one machine both are the same. Belongs to one loop.
 */
public final class CommonClock {
    private long aheadNanos;

    /** By how much the clock of this machine is ahead, as last measured. */
    public void set(long aheadNanos) {
        this.aheadNanos = aheadNanos;
    }

    /** Converts a time of this machine to the common clock. */
    public long common(long ownNanos) {
        return ownNanos - aheadNanos;
    }

    /** Converts a time of the common clock to that of this machine. */
    public long own(long commonNanos) {
        return commonNanos + aheadNanos;
    }
}
