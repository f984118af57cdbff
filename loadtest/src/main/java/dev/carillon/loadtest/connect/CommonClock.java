package dev.carillon.loadtest.connect;

/**
 * The clock that all machines of a run share, told from this machine's own: two readings of {@link System#nanoTime} on
 * different machines have nothing to do with each other. Where all is on one machine, both are the same. Belongs to one
 * loop.
 */
public final class CommonClock {
    private long aheadNanos;

    /** By how much this machine's clock is ahead, as far as is known now. */
    public void set(long aheadNanos) {
        this.aheadNanos = aheadNanos;
    }

    /** A time of this machine as all know it. */
    public long common(long ownNanos) {
        return ownNanos - aheadNanos;
    }

    /** A time that all know as this machine has it. */
    public long own(long commonNanos) {
        return commonNanos + aheadNanos;
    }
}
