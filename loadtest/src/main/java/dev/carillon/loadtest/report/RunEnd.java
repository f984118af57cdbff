package dev.carillon.loadtest.report;

import java.util.Locale;

/** How a run came to its end. */
public sealed interface RunEnd {
    /** The name in reports. */
    default String name() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** When its time was over. */
    record Planned() implements RunEnd {}

    /** A user had it end early. */
    record Interrupted() implements RunEnd {}

    /**
     * No connection was left, and none could be opened.
     *
     * @param nanos since the run began
     * @param measuring whether it was being measured by then
     */
    record Deserted(long nanos, boolean measuring) implements RunEnd {}
}
