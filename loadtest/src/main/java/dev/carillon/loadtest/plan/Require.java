package dev.carillon.loadtest.plan;

import dev.carillon.config.Durations;
import java.time.Duration;

/**
 * Checks of settings. Each throws an IllegalArgumentException whose message contains the setting, what is allowed, and
 * the value that is wrong.
 */
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

    /** Checks that a number is within two bounds, which are both allowed. */
    public static void within(String setting, long least, long most, long was) {
        that(was >= least && was <= most, setting + " must be " + least + " to " + most + ", was " + was);
    }

    /** Checks that a time is within two bounds, which are both allowed and written as a user writes them. */
    public static void within(String setting, String least, String most, Duration was) {
        Durations durations = new Durations();
        that(
                was.compareTo(durations.convert(least)) >= 0 && was.compareTo(durations.convert(most)) <= 0,
                setting + " must be " + least + " to " + most + ", was " + Durations.text(was));
    }
}
