package dev.carillon.outbox;

import dev.carillon.hub.SlowReaderPolicy;

/** Receives the events of the outboxes of a lane for metrics. Called on the lane's loop, never once for each byte. */
public interface OutboxMeters {
    /** Reports nothing. */
    OutboxMeters SILENT = new OutboxMeters() {};

    /** Bytes that wait in outboxes now. */
    default void waiting(long bytes) {}

    /** Connections that read from the log now. */
    default void catchingUp(long connections) {}

    /** Publications dropped for slow readers since the last call, by policy. */
    default void dropped(SlowReaderPolicy policy, long frames) {}

    /** A slow reader is disconnected; reported at once. */
    default void disconnected(DisconnectReason why) {}
}
