package dev.carillon.endpoint;

import dev.carillon.catchup.Beginning;
import dev.carillon.topic.TopicPattern;
import java.util.stream.LongStream;

/** A subscription to topics that the node may remember: what of them is its part, and how much of that it has brought. */
final class RememberedSubscription extends Subscription {
    private long start;
    private boolean lastValues;

    /** Of what has left the log up to here the client learned when it subscribed. */
    private final long lostThrough;

    /** While the connection catches up: what is its part up to here has been sent. */
    private long through;

    /** While the connection catches up: the client takes no more of it. */
    private boolean ended;

    RememberedSubscription(Subscriptions all, TopicPattern pattern, Beginning beginning) {
        super(all, pattern);
        this.start = beginning.coveredFrom();
        this.lastValues = beginning.valuesThrough() > 0;
        this.lostThrough = beginning.lostThrough();
        this.through = beginning.position();
    }

    @Override
    void remember(long offset) {
        // It does so already.
    }

    long through() {
        return through;
    }

    void through(long offset) {
        through = offset;
    }

    boolean hasEnded() {
        return ended;
    }

    void end() {
        ended = true;
    }

    /** What an ended one has sent is not its part any more: it comes again where another one begins before it. */
    void leaveSent() {
        start = Math.max(start, through);
        lastValues = false;
    }

    /** The places up to which the answers of this are the same as from the one before them on. */
    LongStream changes() {
        return LongStream.of(start, through, lostThrough);
    }

    /** Whether it is news for the client that this has left the log, where it is its part. */
    boolean misses(long offset) {
        return !ended && offset > Math.max(through, lostThrough) && covers(offset, false);
    }

    /** Whether it began before this one, or takes it as the newest of its topic. */
    boolean covers(long offset, boolean lastValue) {
        return offset > start || (lastValues && lastValue);
    }
}
