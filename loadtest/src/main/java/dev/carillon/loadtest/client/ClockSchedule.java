package dev.carillon.loadtest.client;

import dev.carillon.config.Rate;
import dev.carillon.loadtest.plan.LoadProfile;
import java.time.Duration;

/** By the clock: publishers take turns, evenly spaced, so that the rate of all is the plan's. */
final class ClockSchedule implements PublishSchedule {
    private final LoadProfile rate;
    private final int publishers;

    ClockSchedule(Rate rate, int publishers) {
        this(LoadProfile.at(rate.perSecond()), publishers);
    }

    /** At a rate that changes, from the start on. */
    ClockSchedule(LoadProfile rate, int publishers) {
        this.rate = rate;
        this.publishers = publishers;
    }

    @Override
    public int publishers() {
        return publishers;
    }

    @Override
    public long dueNanos(int publisher, int sent, long elapsed) {
        return dueNanos(publisher, sent);
    }

    private long dueNanos(int publisher, int sent) {
        return rate.nanosOf((double) number(publisher, sent));
    }

    @Override
    public void onPublished(int publisher, int sequence) {}

    @Override
    public long count(Duration duration) {
        // A hair less, or ten seconds of 3/s would hold 31: a third of a second is a little too short in binary.
        return (long) Math.ceil(rate.total(duration.toNanos()) - 1e-6);
    }

    @Override
    public int sequencesBefore(int publisher, long nanos) {
        int sequences = (int) Math.max(0, Math.ceilDiv((long) Math.ceil(rate.total(nanos)) - publisher, publishers));
        while (sequences > 0 && dueNanos(publisher, sequences - 1) >= nanos) {
            sequences--;
        }
        while (dueNanos(publisher, sequences) < nanos) {
            sequences++;
        }
        return sequences;
    }
}
