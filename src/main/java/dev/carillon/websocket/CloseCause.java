package dev.carillon.websocket;

import dev.carillon.lane.Ending;
import java.util.Locale;

/** Why a WebSocket closed, as counted for operators. */
public enum CloseCause {
    /** The peer closed with a close frame. */
    PEER,
    /** The peer's socket ended or failed without a close frame. */
    VANISHED,
    /** Nothing was received from the peer for the idle timeout. */
    IDLE,
    /** The peer violated RFC 6455 or a limit. */
    VIOLATION,
    /** The peer read too slowly. */
    SLOW,
    /** The credentials of the peer expired, or their key was revoked. */
    EXPIRED,
    /** The service is stopping. */
    SHUTDOWN,
    /** The service sent a close frame, and the peer did not answer in time. */
    UNANSWERED,
    /** The service closed the connection for another reason, such as a rate limit (1013). */
    DONE,
    /** An internal error of the service. */
    FAULT;

    /** The name in metrics and logs: {@code unanswered}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The cause for a connection that has no close frames, or has received none. */
    public static CloseCause of(Ending ending) {
        return switch (ending) {
            case PEER_CLOSED, PEER_LOST -> VANISHED;
            case TIMED_OUT -> UNANSWERED;
            case TOO_SLOW -> SLOW;
            case FAULT -> FAULT;
            case LOOP_ENDED -> SHUTDOWN;
            case CLOSED_HERE -> DONE;
        };
    }
}
