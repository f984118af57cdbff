package dev.carillon.loadtest.report;

/** How a run came to its end. */
public sealed interface RunEnd {
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
