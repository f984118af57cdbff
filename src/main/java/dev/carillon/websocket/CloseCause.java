package dev.carillon.websocket;

import dev.carillon.lane.Ending;
import java.util.Locale;

/** Why a WebSocket closed, as operators count it. */
public enum CloseCause {
    /** The peer ended with a close frame. */
    PEER,
    /** The peer's socket ended or broke without a close frame. */
    VANISHED,
    /** Nothing came from the peer for the idle timeout. */
    IDLE,
    /** The peer broke RFC 6455, or a limit. */
    VIOLATION,
    /** The peer read too slowly. */
    SLOW,
    /** The credentials of the peer expired, or their key is accepted no more. */
    EXPIRED,
    /** The service is going away. */
    SHUTDOWN,
    /** We were done with it and said so, and the peer did not answer in time. */
    UNANSWERED,
    /** We closed it because we were done with it. */
    DONE,
    /** An error of our own. */
    FAULT;

    /** As metrics and logs have it: {@code unanswered}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Why a connection ended that has no close frames, or has seen none. */
    public static CloseCause of(Ending ending) {
        return switch (ending) {
            case PEER_CLOSED, PEER_LOST -> VANISHED;
            case TIMED_OUT -> UNANSWERED;
            case OUTBOX_FULL -> SLOW;
            case FAULT -> FAULT;
            case LOOP_ENDED -> SHUTDOWN;
            case CLOSED_HERE -> DONE;
        };
    }
}
