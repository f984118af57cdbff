package dev.carillon.outbox;

import dev.carillon.hub.SlowReaderPolicy;

/** What the outboxes of a lane report. Called on the lane's loop, never once per byte. */
public interface OutboxMeters {
    /** Reports nothing. */
    OutboxMeters SILENT = new OutboxMeters() {};

    /** Bytes that wait in outboxes now. */
    default void waiting(long bytes) {}

    /** Connections that read from the log now. */
    default void catchingUp(long connections) {}

    /** Publications that were left out for slow readers since the last call, by the policy that did it. */
    default void dropped(SlowReaderPolicy policy, long frames) {}

    /** A slow reader loses its connection; reported at once. */
    default void gaveUp(DisconnectReason why) {}
}
