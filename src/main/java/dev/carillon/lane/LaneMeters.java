package dev.carillon.lane;

import dev.carillon.outbox.OutboxMeters;

/** Receives figures of a lane for metrics, on each of its ticks and never once for each byte. Called on the lane's loop. */
public interface LaneMeters extends OutboxMeters {
    /** Reports nothing. */
    LaneMeters SILENT = new LaneMeters() {};

    /** Bytes received and sent since the last call. */
    default void transferred(long bytesIn, long bytesOut) {}

    /** The tick that begins now is late by this time, because other tasks held the loop. */
    default void late(long nanos) {}
}
