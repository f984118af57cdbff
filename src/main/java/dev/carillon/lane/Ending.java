package dev.carillon.lane;

/** How a connection ended, as seen from its socket. */
public enum Ending {
    /** The peer closed its side. */
    PEER_CLOSED,
    /** The kernel reported an error: reset, timed out, unreachable. */
    PEER_LOST,
    /** The service closed the connection, because expected bytes of the peer did not come in time. */
    TIMED_OUT,
    /** The service closed the connection, for a reason that the calling code knows. */
    CLOSED_HERE,
    /** The peer read too slowly: its outbox exceeded a limit, or its next publication has left the log. */
    TOO_SLOW,
    /** A handler failed; the failure has been logged. */
    FAULT,
    /** The event loop ended. */
    LOOP_ENDED
}
