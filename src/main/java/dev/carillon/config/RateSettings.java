package dev.carillon.config;

import java.util.Optional;

/**
 * Rate limits for clients; empty for no limit.
 *
 * @param publishing publications
 * @param subscribing subscriptions
 * @param failedLogins refused credentials from one address
 */
public record RateSettings(Limits publishing, Limits subscribing, Optional<Rate> failedLogins) {
    /**
     * Limits that are counted separately.
     *
     * @param perKey for one API key
     * @param perConnection for one connection
     * @param perAddress for one address, IPv6 by /64
     */
    public record Limits(Optional<Rate> perKey, Optional<Rate> perConnection, Optional<Rate> perAddress) {
        public static final Limits NONE = new Limits(Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static final RateSettings NONE = new RateSettings(Limits.NONE, Limits.NONE, Optional.empty());
}
