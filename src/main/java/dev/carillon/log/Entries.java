package dev.carillon.log;

import java.util.function.Predicate;

/** Entries in the order of their offsets; not to be changed while they are shown. */
interface Entries {
    /** Shows those with a larger offset, in their order, as long as the reader answers true. */
    void showBehind(long offset, Predicate<Remembered> reader);

    /** Shows those with this or a smaller offset, the newest first, as long as the reader answers true. */
    void showBackFrom(long offset, Predicate<Remembered> reader);
}
