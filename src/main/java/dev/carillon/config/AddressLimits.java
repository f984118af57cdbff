package dev.carillon.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Limits for one remote address. An IPv6 address counts as its /64, which is the least that one customer receives.
 *
 * @param maxConnections WebSockets at one time; empty for no limit per address
 * @param handshakeRate WebSockets that are accepted per second; empty for no limit
 */
public record AddressLimits(OptionalInt maxConnections, Optional<Rate> handshakeRate) {
    public static final AddressLimits NONE = new AddressLimits(OptionalInt.empty(), Optional.empty());

    public AddressLimits {
        if (maxConnections.isPresent() && maxConnections.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "--max-connections-per-address must be at least 1, was " + maxConnections.getAsInt());
        }
    }

    /** Whether the addresses of clients are needed. */
    public boolean areSet() {
        return maxConnections.isPresent() || handshakeRate.isPresent();
    }
}
