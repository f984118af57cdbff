package dev.carillon.log;

import java.util.function.Predicate;

/** Entries in the order of their offsets. They must not change during a call of one of these methods. */
interface Entries {
    /** Passes entries with a larger offset to the reader, the oldest first, until it returns false. */
    void showBehind(long offset, Predicate<Remembered> reader);

    /** Passes entries with this or a smaller offset to the reader, the newest first, until it returns false. */
    void showBackFrom(long offset, Predicate<Remembered> reader);
}
