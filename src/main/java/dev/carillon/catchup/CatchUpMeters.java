package dev.carillon.catchup;

/** Receives the events of catching up for metrics. Called on the loop, never once for each publication. */
public interface CatchUpMeters {
    /** Reports nothing. */
    CatchUpMeters SILENT = new CatchUpMeters() {};

    /** A subscription resumed after an id; {@code recovered} as in {@link Beginning}. */
    default void resumed(boolean recovered) {}

    /** Frames from the log that were delivered to a subscriber, and their bytes. */
    default void caughtUp(long frames, long bytes) {}

    /** A connection ends because its next publications have left the log. */
    default void lostPosition() {}
}
