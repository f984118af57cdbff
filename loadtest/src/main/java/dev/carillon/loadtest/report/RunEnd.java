package dev.carillon.loadtest.report;

import java.util.Locale;

/** How a run ended. */
public sealed interface RunEnd {
    /** Returns the name in reports. */
    default String name() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** The run ended after its planned time. */
    record Planned() implements RunEnd {}

    /** A user ended the run early. */
    record Interrupted() implements RunEnd {}

    /**
     * The run ended early because no connection was left and none could be opened.
     *
     * @param nanos when it ended, in nanoseconds since the run began
     * @param measuring whether the measurement had begun
     */
    record Deserted(long nanos, boolean measuring) implements RunEnd {}
}
