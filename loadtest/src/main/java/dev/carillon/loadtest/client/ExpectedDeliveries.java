package dev.carillon.loadtest.client;

import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.NodeTally;
import dev.carillon.loadtest.measure.SequenceTracker;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.plan.Workload.Fanout;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The publications that each subscriber of one loop should receive from each publisher of its topic, and those that are
 * missing. A subscriber is named by its number among the loop's clients. Times are nanoseconds after the start.
 */
final class ExpectedDeliveries {
    private final Fanout fanout;
    private final Target target;
    private final PublishSchedule schedule;
    private final DeliveryTally tally;
    private final SequenceTracker tracker;
    /** The first client that subscribes. Clients with lower numbers publish. */
    private final int first;

    /** The number of the first subscriber among the subscribers of all loops. */
    private final int firstNumber;
    /** The number of publishers of a topic, at most. A subscriber has a stream for each. */
    private final int streams;
    /** For each client: publications that were due earlier are not expected. Empty without a scenario. */
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

    // ---- during the run

    /** The highest sequence number that the subscriber has received from a publisher. */
    int highest(int client, int publisher) {
        return tracker.highest(stream(client, publisher));
    }

    /** Records a publication. Returns whether the subscriber receives it for the first time. */
    boolean onSequence(int client, int publisher, int sequence) {
        return tracker.onSequence(stream(client, publisher), sequence);
    }

    /** Whether a publication due at this time is not expected, because the subscriber began later. */
    boolean isBeforeItsTime(int client, long nanos) {
        return nanos < sinceNanos[client];
    }

    /** From this time on, the subscriber is expected to receive all publications that are due. */
    void begin(int client, long nanos) {
        sinceNanos[client] = nanos;
        publishersOf(client)
                .forEach(publisher ->
                        tracker.begin(stream(client, publisher), schedule.sequencesBefore(publisher, nanos)));
    }

    /** How many publications that were due before this time the subscriber has not received. */
    int missing(int client, long nanos) {
        long missing = publishersOf(client)
                .mapToLong(publisher ->
                        tracker.missing(stream(client, publisher), schedule.sequencesBefore(publisher, nanos)))
                .map(due -> Math.max(0, due))
                .sum();
        return Math.clamp(missing, 0, Integer.MAX_VALUE);
    }

    /** Whether the subscriber has received all publications of its topic; {@code published} counts by publisher. */
    boolean hasAll(int client, int[] published) {
        // A loop, because it is faster than a stream: this runs for all subscribers every 20 ms, while the last
        // deliveries are timed.
        for (int publisher = topic(client); publisher < published.length; publisher += fanout.topics()) {
            if (tracker.missing(stream(client, publisher), published[publisher]) > 0) {
                return false;
            }
        }
        return true;
    }

    // ---- losses

    /** Counts the losses of a subscriber that is expected to receive nothing more. */
    void closeNow(int client) {
        close(client, publisher -> highest(client, publisher));
    }

    /** Counts the losses of a subscriber that should have received all publications that were due before this time. */
    void closeAt(int client, long nanos) {
        close(client, publisher -> schedule.sequencesBefore(publisher, nanos));
    }

    /**
     * Counts the losses of a subscriber that should have received all publications. A count below 0 is unknown, because
     * the publisher's process failed.
     */
    void close(int client, int[] published) {
        close(client, publisher -> published[publisher] >= 0 ? published[publisher] : highest(client, publisher));
    }

    /** Completes the tally, after all subscribers are closed. */
    void conclude() {
        tally.conclude(tracker);
    }

    /**
     * Counts the losses of a subscriber that should have received the sequence numbers up to {@code last} of each
     * publisher, whether or not its connection was lost.
     */
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

    /** The number of publications that were due before the subscriber began. */
    private int sequencesBefore(int client, int publisher) {
        long since = sinceNanos.length == 0 ? 0 : sinceNanos[client];
        return since <= 0 ? 0 : schedule.sequencesBefore(publisher, since);
    }

    private int stream(int client, int publisher) {
        return (client - first) * streams + publisher / fanout.topics();
    }
}
