package dev.carillon.hub;

/** What happens to a topic's publications when a peer reads them more slowly than they come. */
public enum SlowReaderPolicy {
    /** Nothing is dropped: a peer that is too far behind is disconnected, so its client can detect that it missed something. */
    DISCONNECT,
    /** The oldest waiting publications are dropped: a slow peer gets the newest part of the stream. */
    DROP_OLDEST,
    /** Publications that do not fit are dropped: a slow peer gets the oldest part of the stream. */
    DROP_NEWEST,
    /** Of the waiting publications only the newest of each topic is kept, as for prices and positions. */
    LATEST,
    /**
     * Nothing waits for a slow peer: it reads from the log at its own speed. If its next publications have left the
     * log, it continues with the oldest available one. For remembered topics.
     */
    CATCH_UP,
    /** The same, but the peer is disconnected if its next publications have left the log. */
    CATCH_UP_OR_DISCONNECT;

    /** Whether slow peers read from the log, so that it is only for remembered topics. */
    public boolean readsTheLog() {
        return this == CATCH_UP || this == CATCH_UP_OR_DISCONNECT;
    }

    /** Whether waiting publications may be dropped. */
    public boolean dropsPublications() {
        return switch (this) {
            case DROP_OLDEST, DROP_NEWEST, LATEST -> true;
            case DISCONNECT, CATCH_UP, CATCH_UP_OR_DISCONNECT -> false;
        };
    }
}
