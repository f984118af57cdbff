package dev.carillon.lane;

/** How a connection came to its end, as far as a socket can tell. */
public enum Ending {
    /** The peer closed its side. */
    PEER_CLOSED,
    /** The kernel reported an error: reset, timed out, unreachable. */
    PEER_LOST,
    /** What the peer owed us did not come in time, and we closed it. */
    TIMED_OUT,
    /** We closed it, for a reason that the closing code knows. */
    CLOSED_HERE,
    /** The peer read too slowly and its outbox ran over. */
    OUTBOX_FULL,
    /** A handler of ours failed; the failure has been logged. */
    FAULT,
    /** The event loop ended under it. */
    LOOP_ENDED
}
