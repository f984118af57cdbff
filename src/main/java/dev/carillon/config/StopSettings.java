package dev.carillon.config;

import java.time.Duration;

/**
 * How the service comes to its end.
 *
 * @param grace how long it goes on as before while it tells load balancers that it is not ready any more
 * @param drain the time over which it then closes its connections, at an even pace
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
