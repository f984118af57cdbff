package dev.carillon.loadtest.client;

import dev.carillon.loadtest.measure.DeliveryTally;
import dev.carillon.loadtest.measure.NodeTally;
import dev.carillon.loadtest.measure.SequenceTracker;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.plan.Workload.Fanout;
import java.util.function.IntUnaryOperator;

/**
 * What each subscriber of one loop is to receive of each publisher of its topic, and what of that has not come. Subscribers
 * are numbered from 0 on the loop; times are nanoseconds after the start.
 */
final class ExpectedDeliveries {
    private final Fanout fanout;
    private final Target target;
    private final PublishSchedule schedule;
    private final DeliveryTally tally;
    private final SequenceTracker tracker;
    /** The number of the loop's first subscriber among all. */
    private final int first;
    /** Publishers that share a topic; a subscriber has as many streams. */
    private final int streams;
    /** By subscriber, where they come and go: what fell due earlier than this is not for it. */
    private final long[] sinceNanos;

    /** @param first the number of the loop's first subscriber among all */
    ExpectedDeliveries(
            Fanout fanout, Target target, PublishSchedule schedule, DeliveryTally tally, int first, int subscribers) {
        this.target = target;
        this.fanout = fanout;
        this.schedule = schedule;
        this.tally = tally;
        this.first = first;
        this.streams = Math.ceilDiv(fanout.publishers(), fanout.topics());
        this.tracker = new SequenceTracker(Math.multiplyExact(subscribers, streams));
        this.sinceNanos = new long[fanout.scenario().isPresent() ? subscribers : 0];
    }

    int topic(int subscriber) {
        return fanout.topicOf(first + subscriber);
    }

    /** Of a cluster. */
    private int node(int subscriber) {
        return target.node(fanout.turnOf(first + subscriber));
    }

    // ---- while publications come

    /** The highest number that the subscriber has had of a publisher. */
    int highest(int subscriber, int publisher) {
        return tracker.highest(stream(subscriber, publisher));
    }

    /** Returns whether this publication had not come before. */
    boolean onSequence(int subscriber, int publisher, int sequence) {
        return tracker.onSequence(stream(subscriber, publisher), sequence);
    }

    /** Whether what fell due then is not for the subscriber, which came later. */
    boolean isBeforeItsTime(int subscriber, long nanos) {
        return nanos < sinceNanos[subscriber];
    }

    /** The subscriber is expected to receive everything that falls due from then on. */
    void begin(int subscriber, long nanos) {
        sinceNanos[subscriber] = nanos;
        for (int publisher = topic(subscriber); publisher < fanout.publishers(); publisher += fanout.topics()) {
            tracker.begin(stream(subscriber, publisher), schedule.sequencesBefore(publisher, nanos));
        }
    }

    /** How many publications had fallen due by then for a subscriber, and have not come. */
    int missing(int subscriber, long nanos) {
        long missing = 0;
        for (int publisher = topic(subscriber); publisher < fanout.publishers(); publisher += fanout.topics()) {
            int due = schedule.sequencesBefore(publisher, nanos);
            missing += Math.max(0, tracker.missing(stream(subscriber, publisher), due));
        }
        return Math.clamp(missing, 0, Integer.MAX_VALUE);
    }

    boolean hasAll(int subscriber, int[] published) {
        for (int publisher = topic(subscriber); publisher < published.length; publisher += fanout.topics()) {
            if (tracker.missing(stream(subscriber, publisher), published[publisher]) > 0) {
                return false;
            }
        }
        return true;
    }

    // ---- what has not come

    /** The subscriber is expected to receive nothing more. */
    void closeNow(int subscriber) {
        close(subscriber, publisher -> highest(subscriber, publisher));
    }

    /** The subscriber was to have all that had fallen due by then. */
    void closeAt(int subscriber, long nanos) {
        close(subscriber, publisher -> schedule.sequencesBefore(publisher, nanos));
    }

    /** The subscriber was to have all; below 0, the publisher's process did not live to tell how many there were. */
    void close(int subscriber, int[] published) {
        close(
                subscriber,
                publisher -> published[publisher] >= 0 ? published[publisher] : highest(subscriber, publisher));
    }

    /** All subscribers are closed. */
    void conclude() {
        tally.conclude(tracker);
    }

    /** Of each publisher of its topic a subscriber was to have all up to {@code last}, its connection lost or not. */
    private void close(int subscriber, IntUnaryOperator last) {
        for (int publisher = topic(subscriber); publisher < fanout.publishers(); publisher += fanout.topics()) {
            int stream = stream(subscriber, publisher);
            int before = sequencesBefore(subscriber, publisher);
            int until = Math.max(Math.max(before, tracker.highest(stream)), last.applyAsInt(publisher));
            long missing = tracker.missing(stream, until);
            tally.countExpected(until - before, missing);
            if (target.cluster()) {
                NodeTally node = tally.nodes.at(node(subscriber));
                node.expected.add(until - before);
                node.lost.add(missing);
            }
            tally.phases.countExpected(publisher, before + 1, until);
            int whose = publisher;
            tracker.forEachMissing(stream, until, (from, to) -> tally.phases.countLost(whose, from, to));
        }
    }

    /** Publications that a publisher made before the subscriber came. */
    private int sequencesBefore(int subscriber, int publisher) {
        long since = sinceNanos.length == 0 ? 0 : sinceNanos[subscriber];
        return since <= 0 ? 0 : schedule.sequencesBefore(publisher, since);
    }

    private int stream(int subscriber, int publisher) {
        return subscriber * streams + publisher / fanout.topics();
    }
}
