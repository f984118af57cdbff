package dev.carillon.loadtest.client;

import dev.carillon.loadtest.plan.LoadProfile;
import java.time.Duration;

/**
 * By the clock: publishers take turns, evenly spaced, so that the rate of all is the plan's.
 *
 * @param rate from the start on
 */
record ClockSchedule(LoadProfile rate, int publishers) implements PublishSchedule {
    @Override
    public long dueNanos(int publisher, int sent, long elapsed) {
        return rate.nanosOf((double) number(publisher, sent));
    }

    @Override
    public long count(Duration duration) {
        // Slightly less, or ten seconds of 3/s would hold 31: a third of a second is a little too short in binary.
        return (long) Math.ceil(rate.total(duration.toNanos()) - 1e-6);
    }

    @Override
    public int sequencesBefore(int publisher, long nanos) {
        int sequences = (int) Math.max(0, Math.ceilDiv((long) Math.ceil(rate.total(nanos)) - publisher, publishers));
        while (sequences > 0 && dueNanos(publisher, sequences - 1, 0) >= nanos) {
            sequences--;
        }
        while (dueNanos(publisher, sequences, 0) < nanos) {
            sequences++;
        }
        return sequences;
    }
}
