package dev.carillon.loadtest.client;

import dev.carillon.loadtest.plan.LoadProfile;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.plan.Workload.Pace;
import java.time.Duration;

/** When which publisher publishes. */
sealed interface PublishSchedule permits ClockSchedule, WindowSchedule {

    static PublishSchedule of(Fanout fanout) {
        return switch (fanout.pace()) {
            case Pace.Clock clock -> {
                LoadProfile steady = LoadProfile.at(clock.rate().perSecond());
                LoadProfile rate = fanout.scenario()
                        .map(phases -> phases.publishRate(fanout.warmUp()))
                        .orElse(steady);
                yield new ClockSchedule(rate, fanout.publishers());
            }
            case Pace.Window window -> new WindowSchedule(window.publications(), fanout);
        };
    }

    int publishers();

    /**
     * When {@code publisher} should send its next, having sent this many: in nanoseconds after the start, like
     * {@code elapsed}, which is now. {@link Long#MAX_VALUE} where that is not for the clock to say.
     */
    long dueNanos(int publisher, int sent, long elapsed);

    /** The publication of this number, from 1, leaves. */
    default void onPublished(int publisher, int sequence) {}

    /** About how many publications there are in this time, at most. */
    long count(Duration duration);

    /** How many publications of {@code publisher} fall due earlier than this, in nanoseconds after the start. */
    int sequencesBefore(int publisher, long nanos);

    /** Which of all publications, from 0, is the one that {@code publisher} sends after this many others. */
    default long number(int publisher, int sent) {
        return (long) sent * publishers() + publisher;
    }
}
