package dev.carillon.loadtest.plan;

import dev.carillon.config.Durations;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A part of a scenario: goes straight from the levels of the part before to its own, and then holds them.
 *
 * @param name stands in the names of its figures
 * @param ramp how long it takes to get there; with none it jumps
 * @param duration of all of it
 */
public record Phase(String name, Duration ramp, Duration duration, Levels levels) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,29}");

    /**
     * How much there is of everything that can change.
     *
     * @param connections that subscribe
     * @param publishRate publications a second, all publishers together
     * @param churnRate connections that leave and come again, a second
     */
    public record Levels(int connections, double publishRate, double churnRate) {
        public Levels {
            Require.atLeast("connections", 1, connections);
        }
    }

    public Phase {
        Require.that(
                NAME.matcher(name).matches(),
                "name must be 1 to 30 small letters, digits and hyphens, a letter first, was '" + name + "'");
        Require.atLeast("duration", Duration.ofMillis(100), duration);
        Require.that(
                ramp.compareTo(duration) <= 0,
                "ramp must be at most the phase's duration, " + Durations.text(duration) + ", was "
                        + Durations.text(ramp));
    }
}
