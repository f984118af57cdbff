package dev.carillon.loadtest.client;

import dev.carillon.config.Rate;
import java.time.Duration;

/** By the clock: publishers take turns, evenly spaced, so that the rate of all is the plan's. */
final class ClockSchedule implements PublishSchedule {
    private final double intervalNanos;
    private final int publishers;

    ClockSchedule(Rate rate, int publishers) {
        this.intervalNanos = rate.intervalNanos();
        this.publishers = publishers;
    }

    @Override
    public int publishers() {
        return publishers;
    }

    @Override
    public long dueNanos(int publisher, int sent, long elapsed) {
        return (long) (number(publisher, sent) * intervalNanos);
    }

    @Override
    public void onPublished(int publisher, int sequence) {}

    @Override
    public long count(Duration duration) {
        // A hair less, or ten seconds of 3/s would hold 31: a third of a second is a little too short in binary.
        return (long) Math.ceil(duration.toNanos() / intervalNanos - 1e-6);
    }
}
