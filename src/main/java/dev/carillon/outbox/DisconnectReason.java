package dev.carillon.outbox;

/** Why a peer that reads too slowly is disconnected. */
public enum DisconnectReason {
    /** More bytes than its limit waited, and the peer had taken none for some time. */
    STALLED,
    /** More bytes waited than any peer may have, even one that makes progress. */
    BACKLOG,
    /** More bytes waited for all peers than the node can hold, and more for this one than its share. */
    NODE,
    /** The peer was catching up, and its next publications have left the log. */
    HISTORY
}
