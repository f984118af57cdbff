package dev.carillon.loadtest.client;

import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.NodeTally;
import dev.carillon.loadtest.measure.SequenceTracker;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.plan.Workload.Fanout;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * What each subscriber of one loop should receive of each publisher of its topic, and what of that has not come.
 * Subscribers have their numbers as clients of the loop; times are nanoseconds after the start.
 */
final class ExpectedDeliveries {
    private final Fanout fanout;
    private final Target target;
    private final PublishSchedule schedule;
    private final DeliveryTally tally;
    private final SequenceTracker tracker;
    /** The first client that subscribes, and its number among the subscribers of all loops. */
    private final int first;

    private final int firstNumber;
    /** Publishers that share a topic; a subscriber has as many streams. */
    private final int streams;
    /** By client, in a scenario: publications that fell due earlier are not expected. */
    private final long[] sinceNanos;

    ExpectedDeliveries(
            Fanout fanout,
            Target target,
            PublishSchedule schedule,
            DeliveryTally tally,
            int first,
            int firstNumber,
            int clients) {
        this.target = target;
        this.fanout = fanout;
        this.schedule = schedule;
        this.tally = tally;
        this.first = first;
        this.firstNumber = firstNumber;
        this.streams = Math.ceilDiv(fanout.publishers(), fanout.topics());
        this.tracker = new SequenceTracker(Math.multiplyExact(clients - first, streams));
        this.sinceNanos = new long[fanout.scenario().isPresent() ? clients : 0];
    }

    private IntStream publishersOf(int client) {
        return fanout.publishersOf(topic(client));
    }

    private int topic(int client) {
        return fanout.topicOf(number(client));
    }

    private int number(int client) {
        return firstNumber + client - first;
    }

    // ---- while publications come

    /** The highest number that the subscriber has had of a publisher. */
    int highest(int client, int publisher) {
        return tracker.highest(stream(client, publisher));
    }

    /** Returns whether this publication had not come before. */
    boolean onSequence(int client, int publisher, int sequence) {
        return tracker.onSequence(stream(client, publisher), sequence);
    }

    /** Whether the subscriber came after this time, so that what fell due then is not expected. */
    boolean isBeforeItsTime(int client, long nanos) {
        return nanos < sinceNanos[client];
    }

    /** The subscriber is expected to receive everything that falls due from then on. */
    void begin(int client, long nanos) {
        sinceNanos[client] = nanos;
        publishersOf(client)
                .forEach(publisher ->
                        tracker.begin(stream(client, publisher), schedule.sequencesBefore(publisher, nanos)));
    }

    /** How many publications had fallen due by then for a subscriber, and have not come. */
    int missing(int client, long nanos) {
        long missing = publishersOf(client)
                .mapToLong(publisher ->
                        tracker.missing(stream(client, publisher), schedule.sequencesBefore(publisher, nanos)))
                .map(due -> Math.max(0, due))
                .sum();
        return Math.clamp(missing, 0, Integer.MAX_VALUE);
    }

    boolean hasAll(int client, int[] published) {
        // Not a stream: this is done for all subscribers every 20 ms, while the last deliveries are timed.
        for (int publisher = topic(client); publisher < published.length; publisher += fanout.topics()) {
            if (tracker.missing(stream(client, publisher), published[publisher]) > 0) {
                return false;
            }
        }
        return true;
    }

    // ---- losses

    /** The subscriber is expected to receive nothing more. */
    void closeNow(int client) {
        close(client, publisher -> highest(client, publisher));
    }

    /** The subscriber should have received all that had fallen due by then. */
    void closeAt(int client, long nanos) {
        close(client, publisher -> schedule.sequencesBefore(publisher, nanos));
    }

    /**
     * The subscriber should have received all; a count below 0 is not known, because the publisher's process failed.
     */
    void close(int client, int[] published) {
        close(client, publisher -> published[publisher] >= 0 ? published[publisher] : highest(client, publisher));
    }

    /** All subscribers are closed. */
    void conclude() {
        tally.conclude(tracker);
    }

    /** The subscriber should have received all up to {@code last} of each publisher, its connection lost or not. */
    private void close(int client, IntUnaryOperator last) {
        publishersOf(client).forEach(publisher -> {
            int stream = stream(client, publisher);
            int before = sequencesBefore(client, publisher);
            int until = Math.max(Math.max(before, tracker.highest(stream)), last.applyAsInt(publisher));
            long missing = tracker.missing(stream, until);
            tally.countExpected(until - before, missing);
            if (target.cluster()) {
                NodeTally node = tally.nodes.at(target.node(fanout.turnOf(number(client))));
                node.expected.add(until - before);
                node.lost.add(missing);
            }
            tally.phases.countExpected(publisher, before + 1, until);
            tracker.forEachMissing(stream, until, (from, to) -> tally.phases.countLost(publisher, from, to));
        });
    }

    /** Publications that a publisher made before the subscriber came. */
    private int sequencesBefore(int client, int publisher) {
        long since = sinceNanos.length == 0 ? 0 : sinceNanos[client];
        return since <= 0 ? 0 : schedule.sequencesBefore(publisher, since);
    }

    private int stream(int client, int publisher) {
        return (client - first) * streams + publisher / fanout.topics();
    }
}
