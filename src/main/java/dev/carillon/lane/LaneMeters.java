package dev.carillon.lane;

import dev.carillon.hub.SlowReaderPolicy;

/** What a lane tells of itself, on each of its ticks and never once a byte. Called on the lane's loop. */
public interface LaneMeters {

    /** Tells nobody. */
    LaneMeters SILENT = new LaneMeters() {};

    /** Bytes received and sent since the last call. */
    default void transferred(long bytesIn, long bytesOut) {}

    /** Bytes that wait in outboxes now. */
    default void waiting(long bytes) {}

    /** Publications that were left out for slow readers since the last call, by the policy that did it. */
    default void dropped(SlowReaderPolicy policy, long frames) {}

    /** A slow reader loses its connection; told at once. */
    default void gaveUp(GivenUp why) {}
}
