package dev.carillon.loadtest.client;

import dev.carillon.config.Rate;
import java.time.Duration;

/** When which publisher publishes: publishers take turns, evenly spaced, so that the rate of all is the plan's. */
final class PublishSchedule {
    private final double intervalNanos;
    private final int publishers;

    PublishSchedule(Rate rate, int publishers) {
        this.intervalNanos = rate.intervalNanos();
        this.publishers = publishers;
    }

    int publishers() {
        return publishers;
    }

    /** Nanoseconds after the start at which {@code publisher} should send its next, when it has sent this many. */
    long dueNanos(int publisher, int sent) {
        return (long) (number(publisher, sent) * intervalNanos);
    }

    /** Which of all publications, from 0, is the one that {@code publisher} sends after this many others. */
    long number(int publisher, int sent) {
        return (long) sent * publishers + publisher;
    }

    /** How many publications there are in this time. */
    long count(Duration duration) {
        // A hair less, or ten seconds of 3/s would hold 31: a third of a second is a little too short in binary.
        return (long) Math.ceil(duration.toNanos() / intervalNanos - 1e-6);
    }
}
