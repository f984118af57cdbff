package dev.carillon.loadtest.client;

import dev.carillon.loadtest.plan.LoadProfile;
import java.time.Duration;

/**
 * A schedule by the clock: publishers take turns at even intervals, so that their common rate is the plan's.
 *
 * @param rate the rate of all publishers together, by the time since the start
 */
record ClockSchedule(LoadProfile rate, int publishers) implements PublishSchedule {
    @Override
    public long dueNanos(int publisher, int sent, long elapsed) {
        return rate.nanosOf((double) number(publisher, sent));
    }

    @Override
    public long count(Duration duration) {
        // The subtraction compensates for rounding: a third of a second is a little too short in binary, so that 10 s
        // at 3/s would contain 31 publications.
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
