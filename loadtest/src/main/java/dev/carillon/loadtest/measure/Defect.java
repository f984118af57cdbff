package dev.carillon.loadtest.measure;

import java.util.Locale;

/** What can be wrong with a message on its way. Each is a figure of the same name wherever messages are counted. */
public enum Defect {
    /** It never came. A server may drop what a slow reader does not take, and here the reader may be slow. */
    LOST(false),
    DUPLICATED(true),
    REORDERED(true),
    /** Changed on the way. */
    GARBLED(true),
    /** Of a topic that the subscriber had not asked for. */
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
