package dev.carillon.endpoint;

import dev.carillon.catchup.Beginning;
import dev.carillon.topic.TopicPattern;
import java.util.stream.LongStream;

/**
 * A subscription to topics that may be remembered. It knows which publications belong to it, and which have been sent.
 */
final class RememberedSubscription extends Subscription {
    private long start;
    private boolean lastValues;

    /** Publications up to this offset that have left the log were reported to the client when it subscribed. */
    private final long lostThrough;

    /** While the connection catches up: publications of this subscription up to this offset have been sent. */
    private long through;

    /** While the connection catches up: the client has unsubscribed. */
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
        // The connection catches up already.
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

    /**
     * Publications that an ended subscription has sent do not belong to it any more. They are sent again if another
     * subscription begins before them.
     */
    void excludeSent() {
        start = Math.max(start, through);
        lastValues = false;
    }

    /** The offsets at which the results of this class may change. */
    LongStream changes() {
        return LongStream.of(start, through, lostThrough);
    }

    /**
     * Whether the client must learn that the publication at {@code offset}, if it belongs to this subscription, has
     * left the log.
     */
    boolean misses(long offset) {
        return !ended && offset > Math.max(through, lostThrough) && covers(offset, false);
    }

    /**
     * Whether {@code offset} is after the beginning of this subscription, or is the last value with which it begins.
     */
    boolean covers(long offset, boolean lastValue) {
        return offset > start || (lastValues && lastValue);
    }
}
