package dev.carillon.catchup;

/** What catching up reports. Called on its loop, and never once a publication. */
public interface CatchUpMeters {
    /** Reports nothing. */
    CatchUpMeters SILENT = new CatchUpMeters() {};

    /** A subscription named the id behind which it begins; {@code recovered} as {@link Beginning} has it. */
    default void resumed(boolean recovered) {}

    /** Frames of publications from the log that were handed to a subscriber, and their bytes. */
    default void caughtUp(long frames, long bytes) {}

    /** A connection ends, since the log has let go of what it was to read next. */
    default void lostPlace() {}
}
