package dev.carillon.loadtest.plan;

import java.util.Optional;

/**
 * Subscribers that break off and come back to where they were.
 *
 * @param stay how many never break off: the first of all, whose deliveries alone are timed
 * @param perSecond which part of the others breaks off each second; without it they all break off once, together
 * @param polite which part of those that break off closes the connection in good order
 * @param away how long each is away
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
