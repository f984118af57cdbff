package dev.carillon.endpoint;

import dev.carillon.catchup.Beginning;
import dev.carillon.catchup.CatchUp;
import dev.carillon.catchup.LogCursor;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.PatternSelection;
import dev.carillon.publication.Rendering;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The position in the log of a connection with several subscriptions. One position serves all of them, so that
 * publications are sent in the order of their ids. A publication belongs to the oldest subscription that covers it, as
 * in the live stream.
 */
final class SubscriptionsCursor extends LogCursor {
    private final Subscriptions subscriptions;

    /** Oldest first. Ended subscriptions stay, because what belonged to them then belongs to others. */
    private final List<RememberedSubscription> oldestFirst;

    private List<TopicName> topics;

    SubscriptionsCursor(
            CatchUp catchUp, Subscriptions subscriptions, List<RememberedSubscription> oldestFirst, long lostThrough) {
        super(catchUp, subscriptions.connection(), leastThrough(oldestFirst), lostThrough);
        this.subscriptions = subscriptions;
        this.oldestFirst = oldestFirst;
        this.topics = namedTopics();
    }

    private static long leastThrough(List<RememberedSubscription> subscriptions) {
        return subscriptions.stream()
                .mapToLong(RememberedSubscription::through)
                .min()
                .orElseThrow();
    }

    /** Adds a subscription, which may begin before the current position. */
    void add(RememberedSubscription subscription, Beginning beginning) {
        for (RememberedSubscription older : oldestFirst) {
            older.through(Math.max(older.through(), position()));
        }
        oldestFirst.removeIf(older -> older.hasEnded() && !hasUnsentForOthers(older));
        oldestFirst.stream().filter(RememberedSubscription::hasEnded).forEach(RememberedSubscription::excludeSent);
        oldestFirst.add(subscription);
        topics = namedTopics();
        goBackTo(subscription.through(), beginning.lostThrough());
    }

    /**
     * Whether the cursor has passed publications that belonged to {@code ended}, which ended before it sent them. They
     * now belong to another subscription.
     */
    private boolean hasUnsentForOthers(RememberedSubscription ended) {
        return oldestFirst.stream()
                .anyMatch(other ->
                        !other.hasEnded() && other.through() > ended.through() && other.covers(other.through(), false));
    }

    @Override
    public List<TopicName> topics() {
        return topics;
    }

    private List<TopicName> namedTopics() {
        return PatternSelection.topics(
                oldestFirst.stream().map(RememberedSubscription::pattern).toList());
    }

    @Override
    public int patternCount() {
        return oldestFirst.size();
    }

    @Override
    public boolean mayMiss(TopicPattern topics, long offset) {
        return oldestFirst.stream()
                .anyMatch(subscription ->
                        subscription.misses(offset) && subscription.pattern().meets(topics));
    }

    /**
     * Publications that have left the log may belong to one subscription, up to an offset that was sent, and after it
     * to another that has not sent them. This can change only where a subscription begins, or at the offset up to which
     * it has sent.
     */
    @Override
    public boolean misses(TopicName topic, long offset) {
        return LongStream.concat(
                        LongStream.of(offset), oldestFirst.stream().flatMapToLong(RememberedSubscription::changes))
                .anyMatch(place -> place <= offset && missesAt(topic, place));
    }

    private boolean missesAt(TopicName topic, long offset) {
        return matches(topic, offset, false)
                && oldestFirst.stream()
                        .anyMatch(subscription -> subscription.misses(offset)
                                && subscription.pattern().matches(topic));
    }

    @Override
    public boolean matches(TopicName topic, long offset, boolean lastValue) {
        boolean unsent = false;
        for (RememberedSubscription subscription : oldestFirst) {
            if (subscription.pattern().matches(topic) && subscription.covers(offset, lastValue)) {
                if (!unsent && offset <= subscription.through()) {
                    return false;
                }
                unsent = true;
                if (!subscription.hasEnded()) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    protected Rendering rendering() {
        return subscriptions.kind().form();
    }

    @Override
    protected boolean mayGoLiveAt(long offset) {
        return oldestFirst.stream()
                .allMatch(subscription -> subscription.hasEnded() || subscription.through() <= offset);
    }

    @Override
    protected void deliverOutstanding() {
        subscriptions.deliverOutstanding();
    }

    @Override
    protected boolean continuesAfterLoss(SlowReaderPolicy policy) {
        if (policy == SlowReaderPolicy.CATCH_UP_OR_DISCONNECT) {
            return false;
        }
        subscriptions.kind().missed().accept(connection());
        return true;
    }
}
