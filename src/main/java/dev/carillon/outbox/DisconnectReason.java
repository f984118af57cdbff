package dev.carillon.outbox;

/** Why a peer that reads too slowly is disconnected. */
public enum DisconnectReason {
    /** More than its limit waited, and the peer had taken nothing for some time. */
    STALLED,
    /** More waited than any peer may have, even one that makes progress. */
    BACKLOG,
    /** More waited for all peers than the node can hold, and for this one more than its share. */
    NODE,
    /** The peer was catching up, and its next publications have left the log. */
    HISTORY
}
