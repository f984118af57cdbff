package dev.carillon.cli;

import dev.carillon.config.Rate;
import java.time.Duration;
import java.util.Optional;

/** When the next line is due at a rate. A line that is late does not make the next one early. */
final class LineSchedule {
    private final Optional<Rate> rate;
    private final long began = System.nanoTime();
    private long due = began;

    LineSchedule(Optional<Rate> rate) {
        this.rate = rate;
    }

    /** The time to wait before the next line. */
    Duration next() {
        if (rate.isEmpty()) {
            return Duration.ZERO;
        }
        long now = System.nanoTime();
        long wait = Math.max(0, due - now);
        due = now + wait + (long) rate.get().intervalNanos();
        return Duration.ofNanos(wait);
    }

    /** Nanoseconds since the beginning, at least 1. */
    long nanos() {
        return Math.max(1, System.nanoTime() - began);
    }
}
