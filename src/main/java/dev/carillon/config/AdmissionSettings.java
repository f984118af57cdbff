package dev.carillon.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which connections are admitted.
 *
 * @param maxConnections WebSockets at one time; empty for as many as descriptors and memory allow
 * @param maxHandshakes the limit on connections that have not sent their request yet, and the limit on HTTP connections
 *     after their first request. At the limit, the connection that has waited longest is closed
 * @param handshakeRate WebSockets that are accepted per second; empty for no limit
 * @param handshakeTimeout the time in which a connection must send its request
 * @param perAddress the limits for one remote address
 * @param origins the pages whose scripts may connect
 */
public record AdmissionSettings(
        OptionalInt maxConnections,
        int maxHandshakes,
        Optional<Rate> handshakeRate,
        Duration handshakeTimeout,
        AddressLimits perAddress,
        Origins origins) {

    public AdmissionSettings {
        if (maxConnections.isPresent() && maxConnections.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "--max-connections must be auto or at least 1, was " + maxConnections.getAsInt());
        }
        if (maxHandshakes < 1) {
            throw new IllegalArgumentException("--max-handshakes must be at least 1, was " + maxHandshakes);
        }
        if (handshakeTimeout.compareTo(Duration.ofSeconds(1)) < 0
                || handshakeTimeout.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "--handshake-timeout must be 1s to 1h, was " + Durations.text(handshakeTimeout));
        }
    }

    /** Without limits per address, and for pages of the same host only. */
    public AdmissionSettings(
            OptionalInt maxConnections, int maxHandshakes, Optional<Rate> handshakeRate, Duration handshakeTimeout) {
        this(maxConnections, maxHandshakes, handshakeRate, handshakeTimeout, AddressLimits.NONE, Origins.SAME_HOST);
    }

    public AdmissionSettings with(AddressLimits perAddress) {
        return new AdmissionSettings(
                maxConnections, maxHandshakes, handshakeRate, handshakeTimeout, perAddress, origins);
    }

    public AdmissionSettings with(Origins origins) {
        return new AdmissionSettings(
                maxConnections, maxHandshakes, handshakeRate, handshakeTimeout, perAddress, origins);
    }

    /** These settings with those of {@code next} that can change without a restart. */
    AdmissionSettings withLiveOf(AdmissionSettings next) {
        return new AdmissionSettings(
                next.maxConnections,
                maxHandshakes,
                next.handshakeRate,
                handshakeTimeout,
                next.perAddress,
                next.origins);
    }

    public static AdmissionSettings defaults() {
        return new AdmissionSettings(OptionalInt.empty(), 4096, Optional.empty(), Duration.ofSeconds(10));
    }
}
