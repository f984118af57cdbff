package dev.carillon.loadtest.measure;

import java.util.Locale;

/** The defects that a message can get on its way. Each is a figure with the same name in every tally. */
public enum Defect {
    /** The message did not arrive. A server may drop messages of a slow reader, and the tester may be a slow reader. */
    LOST(false),
    DUPLICATED(true),
    REORDERED(true),
    /** The message was changed on its way. */
    GARBLED(true),
    /** The message has a topic to which the subscriber did not subscribe. */
    MISROUTED(true);

    private final boolean certain;

    Defect(boolean certain) {
        this.certain = certain;
    }

    /** Whether only the server can be the cause. */
    public boolean isCertain() {
        return certain;
    }

    /** The name of the figure. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
