package dev.carillon.config;

import java.util.Optional;

/**
 * How often a client may do what; no limit where none is given.
 *
 * @param publishing publications
 * @param subscribing subscriptions
 * @param failedLogins credentials that are refused, of one address
 */
public record RateSettings(Limits publishing, Limits subscribing, Optional<Rate> failedLogins) {
    /**
     * Each counts by itself.
     *
     * @param perKey of one API key
     * @param perConnection of one connection
     * @param perAddress of one address, IPv6 by /64
     */
    public record Limits(Optional<Rate> perKey, Optional<Rate> perConnection, Optional<Rate> perAddress) {
        public static final Limits NONE = new Limits(Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static final RateSettings NONE = new RateSettings(Limits.NONE, Limits.NONE, Optional.empty());
}
