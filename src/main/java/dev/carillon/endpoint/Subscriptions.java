package dev.carillon.endpoint;

import dev.carillon.hub.Batch;
import dev.carillon.hub.Hub;
import dev.carillon.lane.Connection;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The topics and patterns of one connection that may have several, in the order in which they were made. A publication
 * that several of them match comes once.
 */
final class Subscriptions {
    private final Sessions kind;
    private final Connection connection;
    /** Replaced as a whole: with one or two it is a third as large as a list that can grow. */
    private List<Subscription> oldestFirst = List.of();

    /** Whether two of them may match the same topic; then each publication is looked at. */
    private boolean overlapping;

    /** None yet, of a connection that is open. */
    Subscriptions(Sessions kind, Connection connection) {
        this.kind = kind;
        this.connection = connection;
    }

    Sessions kind() {
        return kind;
    }

    Connection connection() {
        return connection;
    }

    int count() {
        return oldestFirst.size();
    }

    Optional<Subscription> find(TopicPattern pattern) {
        return oldestFirst.stream()
                .filter(subscription -> subscription.pattern().equals(pattern))
                .findFirst();
    }

    /** Joins one more, of which there is none yet. Its first message comes with a sweep, never from within this call. */
    void add(TopicPattern pattern) {
        Subscription subscription = new Subscription(this, pattern);
        List<Subscription> more = new ArrayList<>(oldestFirst);
        more.add(subscription);
        become(more);
        subscription.joined(hub().join(pattern, kind.form(), subscription));
    }

    /** Ends one of them; what was published before comes before this returns. */
    void remove(Subscription subscription) {
        catchUp();
        List<Subscription> fewer = new ArrayList<>(oldestFirst);
        fewer.remove(subscription);
        become(fewer);
        hub().leave(subscription.audience(), subscription);
    }

    /** Ends all of them, with their connection. */
    void clear() {
        for (Subscription subscription : oldestFirst) {
            hub().leave(subscription.audience(), subscription);
        }
        become(List.of());
    }

    private void become(List<Subscription> now) {
        oldestFirst = List.copyOf(now);
        overlapping = mayOverlap();
    }

    /**
     * Brings all of them to the present, so that what was published before one of them ends has come by the one that was
     * to bring it: afterwards another might bring it again, or none.
     */
    private void catchUp() {
        for (Subscription subscription : oldestFirst) {
            if (connection.isOpen()) {
                hub().deliverOutstanding(subscription.audience(), subscription);
            }
        }
    }

    /** A publication that several match comes by the oldest of them, and so comes once and in order. */
    void deliver(Subscription by, Batch batch, int from) {
        if (!overlapping) {
            connection.deliver(batch, from);
            return;
        }
        for (int i = from; i < batch.count(); i++) {
            if (oldestFor(batch.publication(i).topic()) == by) {
                connection.send(batch, i);
            }
        }
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
