package dev.carillon.config;

import java.time.Duration;

/**
 * How the service stops.
 *
 * @param grace the time for which it serves as before, but reports to load balancers that it is not ready
 * @param drain the time after that in which it closes its connections at an even pace
 */
public record StopSettings(Duration grace, Duration drain) {

    public StopSettings {
        requireUpToAnHour("--grace", grace);
        requireUpToAnHour("--drain", drain);
    }

    public static StopSettings defaults() {
        return new StopSettings(Duration.ZERO, Duration.ofSeconds(5));
    }

    private static void requireUpToAnHour(String setting, Duration duration) {
        if (duration.isNegative() || duration.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(setting + " must be 0s to 1h, was " + Durations.text(duration));
        }
    }
}
