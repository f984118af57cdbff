package dev.carillon.door;

import dev.carillon.auth.Denial;

/** What the way in reports. Called on its loop, never for a request that is in order. */
public interface DoorMeters {
    /** Reports nothing. */
    DoorMeters SILENT = new DoorMeters() {};

    /** A handshake is answered with {@code status} instead of an open connection. */
    default void handshakeRefused(int status) {}

    /** Credentials are not accepted, of whatever request. */
    default void denied(Denial why) {}
}
