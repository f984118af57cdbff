package dev.carillon.door;

import dev.carillon.auth.Denial;

/** Receives the events of this room for metrics. Called on the loop, and only for requests that are refused. */
public interface DoorMeters {
    /** Reports nothing. */
    DoorMeters SILENT = new DoorMeters() {};

    /** A handshake is answered with {@code status} instead of an open connection. */
    default void handshakeRefused(int status) {}

    /** The credentials of any request are not accepted. */
    default void denied(Denial why) {}
}
