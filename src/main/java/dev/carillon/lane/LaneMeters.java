package dev.carillon.lane;

import dev.carillon.outbox.OutboxMeters;

/** What a lane reports, on each of its ticks and never once a byte. Called on the lane's loop. */
public interface LaneMeters extends OutboxMeters {
    /** Reports nothing. */
    LaneMeters SILENT = new LaneMeters() {};

    /** Bytes received and sent since the last call. */
    default void transferred(long bytesIn, long bytesOut) {}

    /** So many nanoseconds later than it was due the tick came that begins now: other tasks held the loop. */
    default void late(long nanos) {}
}
