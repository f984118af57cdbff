package dev.carillon.hub;

/**
 * Receives the events of the hub for metrics, except for topics of the service itself. Called on the hub's loop, except {@link
 * #refused}, and never once for each delivery. Must not call the hub.
 */
public interface HubMeters {
    /** Reports nothing. */
    HubMeters SILENT = new HubMeters() {};

    /** A publication was accepted, with or without subscribers. */
    default void published() {}

    /** A publication was refused, because too much is pending. Called on the publisher's thread. */
    default void refused() {}

    /**
     * Frames delivered to subscribers since the last call, and their bytes: a frame to a thousand subscribers counts a
     * thousand.
     */
    default void delivered(long frames, long bytes) {}

    /** A publication reached its last subscriber {@code nanos} nanoseconds after it was published. */
    default void swept(long nanos) {}
}
