package dev.carillon.loadtest.connect;

/**
 * The common clock of all machines of a run, computed from the clock of this machine. It is needed because
 * {@link System#nanoTime} has a different origin on each machine. In a run on one machine, both clocks are the same. An
 * instance belongs to one loop.
 */
public final class CommonClock {
    private long aheadNanos;

    /** Sets by how many nanoseconds the clock of this machine is ahead of the common clock, as last measured. */
    public void set(long aheadNanos) {
        this.aheadNanos = aheadNanos;
    }

    /** Converts a {@link System#nanoTime} of this machine to a time of the common clock. */
    public long common(long ownNanos) {
        return ownNanos - aheadNanos;
    }

    /** Converts a time of the common clock to a {@link System#nanoTime} of this machine. */
    public long own(long commonNanos) {
        return commonNanos + aheadNanos;
    }
}
