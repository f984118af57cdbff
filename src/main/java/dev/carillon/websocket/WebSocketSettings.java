package dev.carillon.websocket;

import java.time.Duration;

/**
 * How WebSockets are kept.
 *
 * @param maxMessageBytes the longest message that a peer may send, over all its fragments
 * @param idleTimeout how long a peer may be silent, at least 2 s, so that a peer that is pinged in one second has another to answer;
 *     zero for as long as it likes
 * @param pings whether a peer that has been silent for half the idle timeout is asked for a sign of life
 * @param closeTimeout how long a peer may take to answer a close frame
 * @param heldBytes what the unfinished messages of all peers of a loop may take together
 */
public record WebSocketSettings(
        int maxMessageBytes, Duration idleTimeout, boolean pings, Duration closeTimeout, long heldBytes) {

    public static final WebSocketSettings DEFAULT =
            new WebSocketSettings(64 << 10, Duration.ofSeconds(60), true, Duration.ofSeconds(5), 64 << 20);

    public WebSocketSettings {
        if (maxMessageBytes < 125) {
            throw new IllegalArgumentException("max-message-bytes must be at least 125, was " + maxMessageBytes);
        }
        if (idleTimeout.isNegative() || (!idleTimeout.isZero() && idleTimeout.toSeconds() < 2)) {
            throw new IllegalArgumentException(
                    "idle-timeout must be 0 (none) or at least 2s, was " + idleTimeout.toMillis() + "ms");
        }
        if (closeTimeout.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "close-timeout must be at least 1s, was " + closeTimeout.toMillis() + "ms");
        }
        if (heldBytes < maxMessageBytes) {
            throw new IllegalArgumentException(
                    "held-bytes must be at least max-message-bytes (" + maxMessageBytes + "), was " + heldBytes);
        }
    }
}
