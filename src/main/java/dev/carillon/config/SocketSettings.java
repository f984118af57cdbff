package dev.carillon.config;

import java.time.Duration;

/**
 * The timeouts and limits of connections.
 *
 * @param idleTimeout how long a peer may be silent, zero for no limit. At least 2 s: silence is counted in whole
 *     seconds, and a peer that is pinged in one second needs the next to answer
 * @param pings whether silent peers are pinged
 * @param maxMessageBytes the longest WebSocket message that a peer may send
 * @param maxEchoBytes the longest WebSocket message that {@code /echo} sends back
 * @param maxBodyBytes the longest body that may be published by HTTP
 * @param maxSubscriptions the most subscriptions of one connection
 * @param compression where messages may be deflated
 * @param outboxBytes the most that may wait for one slow reader
 */
public record SocketSettings(
        Duration idleTimeout,
        PingChoice pings,
        int maxMessageBytes,
        int maxEchoBytes,
        int maxBodyBytes,
        int maxSubscriptions,
        CompressionChoice compression,
        long outboxBytes) {

    public SocketSettings {
        if (!idleTimeout.isZero() && idleTimeout.compareTo(Duration.ofSeconds(2)) < 0) {
            throw new IllegalArgumentException(
                    "--idle-timeout must be 0 (none) or at least 2s, was " + idleTimeout.toMillis() + "ms");
        }
        if (idleTimeout.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "--idle-timeout must be at most 24h, was " + idleTimeout.toHours() + "h");
        }
        requireFrom("--max-message-bytes", maxMessageBytes, 125);
        requireFrom("--max-echo-bytes", maxEchoBytes, 125);
        requireFrom("--max-body-bytes", maxBodyBytes, 1);
        requireFrom("--max-subscriptions", maxSubscriptions, 1);
        requireFrom("--outbox-bytes", outboxBytes, 1024);
    }

    public static SocketSettings defaults() {
        return new SocketSettings(
                Duration.ofSeconds(60),
                PingChoice.AUTO,
                64 << 10,
                16 << 20,
                1 << 20,
                128,
                CompressionChoice.ON,
                256 << 10);
    }

    SocketSettings withMaxSubscriptions(int maxSubscriptions) {
        return new SocketSettings(
                idleTimeout,
                pings,
                maxMessageBytes,
                maxEchoBytes,
                maxBodyBytes,
                maxSubscriptions,
                compression,
                outboxBytes);
    }

    private static void requireFrom(String setting, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(setting + " must be at least " + least + ", was " + value);
        }
    }
}
