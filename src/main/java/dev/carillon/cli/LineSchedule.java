package dev.carillon.cli;

import dev.carillon.config.Rate;
import java.time.Duration;
import java.util.Optional;

/** When the next of many is due, where there is a rate; one that comes late does not make the next come early. */
final class LineSchedule {
    private final Optional<Rate> rate;
    private final long began = System.nanoTime();
    private long due = began;

    LineSchedule(Optional<Rate> rate) {
        this.rate = rate;
    }

    /** How long the next one has to wait. */
    Duration next() {
        if (rate.isEmpty()) {
            return Duration.ZERO;
        }
        long now = System.nanoTime();
        long wait = Math.max(0, due - now);
        due = now + wait + (long) rate.get().intervalNanos();
        return Duration.ofNanos(wait);
    }

    /** Since the beginning, at least 1. */
    long nanos() {
        return Math.max(1, System.nanoTime() - began);
    }
}
