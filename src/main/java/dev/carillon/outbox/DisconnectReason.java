package dev.carillon.outbox;

/** Why a peer that reads too slowly was given up. */
public enum DisconnectReason {
    /** It was behind by more than its bound and had taken nothing for some time. */
    STALLED,
    /** However much it takes, it was behind by more than any peer may be. */
    BACKLOG,
    /** All together were behind by more than the node can hold, and this one by more than its share of that. */
    NODE,
    /** It was catching up, and the log has let go of what it was to get next. */
    HISTORY
}
