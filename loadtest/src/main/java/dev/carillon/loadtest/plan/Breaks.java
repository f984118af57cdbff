package dev.carillon.loadtest.plan;

import java.util.Optional;

/**
 * Subscribers that break off their connections, reconnect, and resume after the last message that they received.
 *
 * @param stay number of subscribers that never break off; they are the first ones, and only their deliveries are timed
 * @param perSecond share of the others that breaks off in each second; if empty, all of them break off once, together
 * @param polite share of the breaks with a close frame; the other connections end without one
 * @param away time for which a subscriber is disconnected
 */
public record Breaks(int stay, Optional<Double> perSecond, double polite, Pause away) {

    public Breaks {
        Require.atLeast("--stay", 1, stay);
        perSecond.ifPresent(
                share -> Require.that(share > 0, "--breaks must be more than 0%, was " + share * 100 + "%"));
    }

    void requireFit(int connections) {
        Require.that(
                stay < connections, "--stay must be less than the " + connections + " connections of -c, was " + stay);
    }
}
