package dev.carillon.endpoint;

import dev.carillon.catchup.Beginning;
import dev.carillon.catchup.CatchUp;
import dev.carillon.hub.Batch;
import dev.carillon.hub.Hub;
import dev.carillon.lane.Connection;
import dev.carillon.log.PatternSelection;
import dev.carillon.log.Start;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The topics and patterns of one connection that may have several, oldest first. A publication that several of them
 * match is sent once.
 */
final class Subscriptions {
    private final Sessions kind;
    /** Null until the connection is open. */
    private @Nullable Connection connection;

    /** Replaced as a whole: with one or two entries it takes a third of the memory of a growing list. */
    private List<Subscription> oldestFirst = List.of();

    /** Whether two of them may match the same topic; then each publication is checked. */
    private boolean overlapping;

    /** Empty, for a connection that is not open yet. */
    Subscriptions(Sessions kind) {
        this.kind = kind;
    }

    /** Empty, for an open connection. */
    Subscriptions(Sessions kind, Connection connection) {
        this.kind = kind;
        this.connection = connection;
    }

    void open(Connection opened) {
        connection = opened;
    }

    Sessions kind() {
        return kind;
    }

    Connection connection() {
        return Objects.requireNonNull(connection);
    }

    int count() {
        return oldestFirst.size();
    }

    List<TopicPattern> patterns() {
        return oldestFirst.stream().map(Subscription::pattern).toList();
    }

    Optional<Subscription> find(TopicPattern pattern) {
        return oldestFirst.stream()
                .filter(subscription -> subscription.pattern().equals(pattern))
                .findFirst();
    }

    /**
     * Adds a subscription to a pattern that is not subscribed to yet. Its first message is sent after this call.
     *
     * @return the position at which it begins; empty if the node does not remember anything
     */
    Optional<Beginning> add(TopicPattern pattern, Start start) {
        Optional<Beginning> beginning = catchUp().map(log -> log.begin(new PatternSelection(pattern), start));
        beginning.ifPresentOrElse(known -> add(pattern, known), () -> join(new Subscription(this, pattern)));
        return beginning;
    }

    /** The same for several subscriptions, which begin together. */
    List<Beginning> addAll(List<TopicPattern> patterns, Start start) {
        List<Beginning> beginnings =
                catchUp().map(log -> log.begin(patterns, start)).orElse(List.of());
        for (int i = 0; i < patterns.size(); i++) {
            if (beginnings.isEmpty()) {
                join(new Subscription(this, patterns.get(i)));
            } else {
                add(patterns.get(i), beginnings.get(i));
            }
        }
        return beginnings;
    }

    private void add(TopicPattern pattern, Beginning beginning) {
        if (catchUp().orElseThrow().mayRemember(pattern)) {
            RememberedSubscription subscription = new RememberedSubscription(this, pattern, beginning);
            join(subscription);
            begin(subscription, beginning);
        } else {
            join(new Subscription(this, pattern));
        }
    }

    /**
     * Replaces a subscription without access to the log by one that has it, at the same place. Earlier publications are
     * sent before this returns.
     */
    @SuppressWarnings("ReferenceEquality") // identity is meant
    void remember(Subscription subscription, long offset) {
        deliverOutstanding();
        if (!oldestFirst.contains(subscription)) {
            // Sending them has ended the connection.
            return;
        }
        Beginning beginning = new Beginning(offset, 0, offset, Optional.empty());
        RememberedSubscription remembered = new RememberedSubscription(this, subscription.pattern(), beginning);
        replaceAll(oldestFirst.stream()
                .map(other -> other == subscription ? remembered : other)
                .toList());
        hub().leave(subscription.audience(), subscription);
        remembered.joined(hub().join(remembered.pattern(), kind.form(), remembered));
        cursor().ifPresent(cursor -> cursor.add(remembered, beginning));
    }

    private Optional<CatchUp> catchUp() {
        return kind.endpoints().catchUp;
    }

    private void join(Subscription subscription) {
        List<Subscription> more = new ArrayList<>(oldestFirst);
        more.add(subscription);
        replaceAll(more);
        subscription.joined(hub().join(subscription.pattern(), kind.form(), subscription));
    }

    @SuppressWarnings("ReferenceEquality") // identity is meant
    private void begin(RememberedSubscription subscription, Beginning beginning) {
        Optional<SubscriptionsCursor> cursor = cursor();
        if (cursor.isPresent()) {
            cursor.get().add(subscription, beginning);
        } else if (beginning.isBehind(hub().position())) {
            long lostThrough = beginning.lostThrough();
            for (RememberedSubscription other : remembered()) {
                if (other != subscription) {
                    other.through(hub().deliveredThrough(other.audience(), other));
                    // Publications that leave the log before the cursor has read them for the others must be reported.
                    lostThrough = Math.min(lostThrough, other.through());
                }
            }
            catchUp(lostThrough);
        }
    }

    /** The peer is slow: remembered publications of all subscriptions have been sent up to {@code offset}. */
    void fallBehind(long offset) {
        remembered().forEach(subscription -> subscription.through(offset));
        catchUp(offset);
    }

    private void catchUp(long lostThrough) {
        connection().catchUp(new SubscriptionsCursor(catchUp().orElseThrow(), this, remembered(), lostThrough));
    }

    private Optional<SubscriptionsCursor> cursor() {
        return connection().cursor().map(SubscriptionsCursor.class::cast);
    }

    private List<RememberedSubscription> remembered() {
        List<RememberedSubscription> remembered = new ArrayList<>();
        for (Subscription subscription : oldestFirst) {
            if (subscription instanceof RememberedSubscription one) {
                remembered.add(one);
            }
        }
        return remembered;
    }

    /**
     * Ends a subscription. Earlier publications are sent before this returns. If the connection catches up,
     * publications in the log that belong to this subscription alone are not sent any more.
     */
    void remove(Subscription subscription) {
        deliverOutstanding();
        if (subscription instanceof RememberedSubscription remembered) {
            remembered.end();
        }
        List<Subscription> fewer = new ArrayList<>(oldestFirst);
        fewer.remove(subscription);
        replaceAll(fewer);
        hub().leave(subscription.audience(), subscription);
    }

    /** Ends all subscriptions; their connection receives nothing more. */
    void clear() {
        connection().goLive();
        for (Subscription subscription : oldestFirst) {
            hub().leave(subscription.audience(), subscription);
        }
        replaceAll(List.of());
    }

    private void replaceAll(List<Subscription> now) {
        oldestFirst = List.copyOf(now);
        overlapping = mayOverlap();
    }

    /**
     * Sends what is outstanding for all subscriptions. Before one of them ends, each earlier publication must be sent
     * by the subscription to which it belongs; afterwards another one could send it again, or none.
     */
    void deliverOutstanding() {
        Optional<OrderedDelivery> order = kind.endpoints().order;
        if (order.isPresent()) {
            order.get().gather(() -> bringOutstanding(oldestFirst));
            order.get().deliver(connection(), kind.form());
        } else {
            bringOutstanding(oldestFirst);
        }
    }

    private void bringOutstanding(List<? extends Subscription> subscriptions) {
        for (Subscription subscription : subscriptions) {
            if (connection().isOpen()) {
                hub().deliverOutstanding(subscription.audience(), subscription);
            }
        }
    }

    /**
     * Sends a publication only if {@code by} is the oldest subscription that matches, so that it is sent once and in
     * order.
     */
    void deliver(Subscription by, Batch batch, int from) {
        Optional<OrderedDelivery> order = kind.endpoints().order;
        if (order.isPresent() && order.get().isGathering()) {
            gather(order.get(), by, batch, from);
        } else if (order.isPresent() && connection().cursor().isEmpty() && othersHaveOlder(by, newest(batch, from))) {
            deliverInOrder(order.get(), by, batch, from);
        } else if (overlapping) {
            deliverOwn(by, batch, from);
        } else {
            connection().deliver(batch, from);
        }
    }

    private void deliverOwn(Subscription by, Batch batch, int from) {
        for (int i = from; i < batch.count(); i++) {
            if (isOwn(by, batch.publication(i))) {
                connection().send(batch, i);
            }
        }
    }

    /**
     * Each subscription has its own audience, and audiences take turns. If another subscription still has older
     * publications, all subscriptions deliver what is outstanding, and it is sent together.
     */
    private void deliverInOrder(OrderedDelivery order, Subscription by, Batch batch, int from) {
        order.gather(() -> {
            gather(order, by, batch, from);
            bringOutstanding(remembered());
        });
        order.deliver(connection(), kind.form());
    }

    private void gather(OrderedDelivery order, Subscription by, Batch batch, int from) {
        for (int i = from; i < batch.count(); i++) {
            if (isOwn(by, batch.publication(i))) {
                order.add(batch.publication(i));
            }
        }
    }

    /** The offset of the newest remembered publication; 0 if there is none. */
    private static long newest(Batch batch, int from) {
        for (int i = batch.count() - 1; i >= from; i--) {
            if (batch.isRemembered(i)) {
                return batch.publication(i).offset();
            }
        }
        return 0;
    }

    @SuppressWarnings("ReferenceEquality") // identity is meant
    private boolean othersHaveOlder(Subscription by, long offset) {
        for (Subscription other : oldestFirst) {
            if (other != by
                    && other instanceof RememberedSubscription
                    && hub().deliveredThrough(other.audience(), other) < offset) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("ReferenceEquality") // identity is meant
    private boolean isOwn(Subscription by, Publication publication) {
        return !overlapping || oldestFor(publication.topic()) == by;
    }

    private @Nullable Subscription oldestFor(TopicName topic) {
        for (Subscription subscription : oldestFirst) {
            if (subscription.pattern().matches(topic)) {
                return subscription;
            }
        }
        return null;
    }

    private boolean mayOverlap() {
        return oldestFirst.size() > 1
                && oldestFirst.stream()
                        .anyMatch(subscription -> subscription.pattern().hasWildcards());
    }

    private Hub hub() {
        return kind.endpoints().hub;
    }
}
