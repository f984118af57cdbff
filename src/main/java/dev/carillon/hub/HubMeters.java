package dev.carillon.hub;

/**
 * What the hub tells about its work, without what it does for the topics of the service itself. Called on the hub's loop, but
 * for {@link #refused}, and never once per delivery. Must not call the hub.
 */
public interface HubMeters {
    /** Tells nobody. */
    HubMeters SILENT = new HubMeters() {};

    /** A publication was taken, whether or not somebody listens. */
    default void published() {}

    /** A publication was turned away, because too much is pending. Called on the thread that offered it. */
    default void refused() {}

    /** Frames handed to subscribers since the last call, and their bytes: a frame to a thousand counts a thousand. */
    default void delivered(long frames, long bytes) {}

    /** One publication reached the last of its subscribers, so many nanoseconds after it was published. */
    default void swept(long nanos) {}
}
