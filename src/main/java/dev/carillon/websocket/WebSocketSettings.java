package dev.carillon.websocket;

import java.time.Duration;

/**
 * The limits and timeouts of WebSockets.
 *
 * @param maxMessageBytes the longest message from a peer, over all its fragments
 * @param idleTimeout how long a peer may be silent; at least 2 s, so that a peer has a second to answer a ping; zero
 *     means without limit
 * @param pings whether a peer that was silent for half the idle timeout receives a ping
 * @param closeTimeout how long a peer may take to answer a close frame
 * @param heldBytes the limit for the unfinished messages of all peers of a loop together
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
