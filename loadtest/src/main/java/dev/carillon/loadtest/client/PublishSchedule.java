package dev.carillon.loadtest.client;

import dev.carillon.loadtest.plan.LoadProfile;
import dev.carillon.loadtest.plan.Workload.Fanout;
import dev.carillon.loadtest.plan.Workload.Pace;
import java.time.Duration;
import java.util.function.IntUnaryOperator;

/** The times at which publishers publish. */
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
     * The time at which {@code publisher} should send its next publication, in nanoseconds after the start.
     * {@link Long#MAX_VALUE} if it must wait for deliveries instead.
     *
     * @param sent how many publications it has sent
     * @param elapsed the current time, in nanoseconds after the start
     */
    long dueNanos(int publisher, int sent, long elapsed);

    /** Called when a publisher sends the publication with this sequence number, which begins at 1. */
    default void onPublished(int publisher, int sequence) {}

    /** The approximate number of publications in this time, at most. */
    long count(Duration duration);

    /** How many publications of {@code publisher} are due before this time, in nanoseconds after the start. */
    int sequencesBefore(int publisher, long nanos);

    // ---- deliveries; only a window waits for them

    /** Called when a subscriber is connected. */
    default void enter(int client, int topic) {}

    /**
     * Called when a subscriber has lost its connection and receives nothing more; {@code highest} returns the highest
     * sequence number that it received from a publisher. Returns whether publishers may continue.
     */
    default boolean leave(int client, int topic, IntUnaryOperator highest) {
        return false;
    }

    /**
     * Called when the highest sequence number that a subscriber has received from this publisher changes from
     * {@code before} to {@code sequence}. Returns whether the publisher may continue.
     */
    default boolean settle(int publisher, int before, int sequence) {
        return false;
    }

    /** The number, from 0, among all publications of the one that {@code publisher} sends after {@code sent} others. */
    default long number(int publisher, int sent) {
        return (long) sent * publishers() + publisher;
    }
}
