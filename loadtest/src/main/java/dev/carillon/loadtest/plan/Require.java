package dev.carillon.loadtest.plan;

import dev.carillon.config.Durations;
import java.time.Duration;

/** Checks settings. Each throws an IllegalArgumentException with the setting, what is allowed, and what came. */
public final class Require {
    private Require() {}

    public static void that(boolean met, String message) {
        if (!met) {
            throw new IllegalArgumentException(message);
        }
    }

    public static void atLeast(String setting, long least, long was) {
        that(was >= least, setting + " must be at least " + least + ", was " + was);
    }

    public static void atLeast(String setting, Duration least, Duration was) {
        that(
                was.compareTo(least) >= 0,
                setting + " must be at least " + Durations.text(least) + ", was " + Durations.text(was));
    }

    /** Both bounds are allowed. */
    public static void within(String setting, long least, long most, long was) {
        that(was >= least && was <= most, setting + " must be " + least + " to " + most + ", was " + was);
    }

    /** Both bounds are allowed; their texts are as a user writes them. */
    public static void within(String setting, String least, String most, Duration was) {
        Durations durations = new Durations();
        that(
                was.compareTo(durations.convert(least)) >= 0 && was.compareTo(durations.convert(most)) <= 0,
                setting + " must be " + least + " to " + most + ", was " + Durations.text(was));
    }
}
