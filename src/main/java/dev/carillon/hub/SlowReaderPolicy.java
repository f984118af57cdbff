package dev.carillon.hub;

/** What becomes of a topic's publications when a peer takes them more slowly than they come. */
public enum SlowReaderPolicy {
    /** Nothing is left out: a peer that is too far behind loses its connection, and knows that it missed something. */
    DISCONNECT,
    /** The oldest that wait make room: a peer that is behind gets the end of the stream. */
    DROP_OLDEST,
    /** What finds no room is left out: a peer that is behind gets the beginning of the stream. */
    DROP_NEWEST,
    /** Of what waits only the newest of each topic is kept: right for prices and positions. */
    LATEST,
    /**
     * Nothing waits for a peer that is behind: it reads on from the log, at its own pace. Where the log has let go of its
     * place, it goes on with the oldest that there is. For remembered topics.
     */
    CATCH_UP,
    /** The same, but where the log has let go of its place, the peer loses its connection. */
    CATCH_UP_OR_DISCONNECT;

    /** Whether it reads on from the log, and so is for topics that are remembered. */
    public boolean readsTheLog() {
        return this == CATCH_UP || this == CATCH_UP_OR_DISCONNECT;
    }

    /** Whether it leaves publications out of what waits. */
    public boolean leavesOut() {
        return switch (this) {
            case DROP_OLDEST, DROP_NEWEST, LATEST -> true;
            case DISCONNECT, CATCH_UP, CATCH_UP_OR_DISCONNECT -> false;
        };
    }
}
