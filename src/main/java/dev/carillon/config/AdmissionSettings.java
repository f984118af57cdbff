package dev.carillon.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which connections are admitted.
 *
 * @param maxConnections WebSockets at one time; without it as many as descriptors and memory allow
 * @param maxHandshakes connections that have not sent their request yet; of more, the one that has waited longest is closed;
 *     as many may stay that have asked something of HTTP
 * @param handshakeRate WebSockets that are accepted in a second; no limit without it
 * @param handshakeTimeout how long a connection may take to send its request
 * @param perAddress what of this one remote address may have
 * @param origins which pages of browsers may ask
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

    /** For all addresses alike, and for pages of the same host. */
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
