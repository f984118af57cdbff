package dev.carillon.rate;

import java.util.Locale;

/** The limits on rates. */
public enum Limit {
    PUBLISH_RATE_PER_KEY("publications of one API key"),
    PUBLISH_RATE_PER_CONNECTION("publications of one connection"),
    PUBLISH_RATE_PER_ADDRESS("publications of one address"),
    SUBSCRIBE_RATE_PER_KEY("subscriptions of one API key"),
    SUBSCRIBE_RATE_PER_CONNECTION("subscriptions of one connection"),
    SUBSCRIBE_RATE_PER_ADDRESS("subscriptions of one address"),
    FAILED_LOGINS_PER_ADDRESS("failed logins of one address");

    private final String counted;

    Limit(String counted) {
        this.counted = counted;
    }

    /** The counted actions, for an error text. */
    String counted() {
        return counted;
    }

    /** The name of its setting, also used in metrics: {@code publish-rate-per-key}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
