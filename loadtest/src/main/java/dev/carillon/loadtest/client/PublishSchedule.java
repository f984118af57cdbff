package dev.carillon.loadtest.client;

import dev.carillon.loadtest.plan.LoadProfile;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.plan.Workload.Pace;
import java.time.Duration;
import java.util.function.IntUnaryOperator;

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
     * {@code elapsed}, which is now. {@link Long#MAX_VALUE} if that does not depend on the clock.
     */
    long dueNanos(int publisher, int sent, long elapsed);

    /** The publication with this number, from 1, is sent. */
    default void onPublished(int publisher, int sequence) {}

    /** About how many publications there are in this time, at most. */
    long count(Duration duration);

    /** How many publications of {@code publisher} fall due earlier than this, in nanoseconds after the start. */
    int sequencesBefore(int publisher, long nanos);

    // ---- deliveries; only a window waits for them

    /** A subscriber is connected. */
    default void enter(int client, int topic) {}

    /**
     * A subscriber has lost its connection, and receives nothing more. The highest number that it had of each publisher
     * is {@code highest}. Returns whether publishers may go on.
     */
    default boolean leave(int client, int topic, IntUnaryOperator highest) {
        return false;
    }

    /**
     * The highest number that a subscriber has of this publisher was {@code before}, and is {@code sequence} now.
     * Returns whether the publisher may go on.
     */
    default boolean settle(int publisher, int before, int sequence) {
        return false;
    }

    /** Which of all publications, from 0, is the one that {@code publisher} sends after this many others. */
    default long number(int publisher, int sent) {
        return (long) sent * publishers() + publisher;
    }
}
