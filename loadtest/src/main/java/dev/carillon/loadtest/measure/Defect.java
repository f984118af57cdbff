package dev.carillon.loadtest.measure;

import java.util.Locale;

/** Defects of a message on its way. Each is a figure with the same name wherever messages are counted. */
public enum Defect {
    /** It never came. A server may drop what a slow reader does not take, and here the reader may be slow. */
    LOST(false),
    DUPLICATED(true),
    REORDERED(true),
    /** Changed on the way. */
    GARBLED(true),
    /** Has a topic to which the subscriber did not subscribe. */
    MISROUTED(true);

    private final boolean certain;

    Defect(boolean certain) {
        this.certain = certain;
    }

    /** Whether only the server can have done it. */
    public boolean isCertain() {
        return certain;
    }

    /** As the figure is called. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
