package dev.carillon.loadtest.plan;

import dev.carillon.config.Durations;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A part of a scenario. The levels change linearly from those of the part before to those of this part, and then stay.
 *
 * @param name part of the names of its figures
 * @param ramp time until the levels are reached; 0 makes a jump
 * @param duration of the whole phase, with its ramp
 */
public record Phase(String name, Duration ramp, Duration duration, Levels levels) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,29}");

    /**
     * The numbers that change in a scenario.
     *
     * @param connections of subscribers
     * @param publishRate publications a second of all publishers together
     * @param churnRate connections that are closed and opened again in a second
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
