package dev.carillon.stats;

import dev.carillon.hub.PatternCount;
import dev.carillon.topic.TopicPattern;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All topics and patterns of a node that have a subscriber, at one time. */
final class Census {
    static final Census NONE = new Census(Map.of(), 0);

    /** The least distance of two counts for a rate. */
    static final long APART_NANOS = 500_000_000;

    private static final double NANOS_PER_SECOND = 1e9;

    private final Map<TopicPattern, TopicFigures> topics;
    private final long nanos;

    private Census(Map<TopicPattern, TopicFigures> topics, long nanos) {
        this.topics = topics;
        this.nanos = nanos;
    }

    /**
     * Adds up the counts of the loops.
     *
     * @param before an earlier census, for the rates
     */
    static Census of(List<List<PatternCount>> loops, Census before, long nanos) {
        double seconds = (nanos - before.nanos) / NANOS_PER_SECOND;
        Map<TopicPattern, TopicFigures> topics = new HashMap<>();
        for (List<PatternCount> loop : loops) {
            for (PatternCount count : loop) {
                topics.merge(count.pattern(), figures(count), Census::together);
            }
        }
        if (before.count() > 0 && nanos - before.nanos >= APART_NANOS) {
            topics.replaceAll((topic, now) -> withRate(now, before.topics.get(topic), seconds));
        }
        return new Census(topics, nanos);
    }

    private static TopicFigures figures(PatternCount count) {
        return new TopicFigures(count.pattern(), count.subscribers(), count.published(), OptionalDouble.empty());
    }

    /** Adds subscribers, but not publications, since each publication reaches every loop. */
    private static TopicFigures together(TopicFigures one, TopicFigures other) {
        return new TopicFigures(
                one.topic(),
                one.subscribers() + other.subscribers(),
                one.published() - other.published() > 0 ? one.published() : other.published(),
                OptionalDouble.empty());
    }

    private static TopicFigures withRate(TopicFigures now, @Nullable TopicFigures before, double seconds) {
        int counted = now.published() - (before == null ? 0 : before.published());
        // A loop counts from 0 again after its last subscriber to the topic has left.
        int published = counted < 0 ? now.published() : counted;
        return new TopicFigures(
                now.topic(), now.subscribers(), now.published(), OptionalDouble.of(Math.max(0, published) / seconds));
    }

    int count() {
        return topics.size();
    }

    long nanos() {
        return nanos;
    }

    /** The first {@code limit} topics that match the condition, in this order, and the number of all that match. */
    Found find(Predicate<TopicPattern> condition, Comparator<TopicFigures> order, int limit) {
        return find(topics.values(), condition, order, limit);
    }

    private static Found find(
            Collection<TopicFigures> all,
            Predicate<TopicPattern> condition,
            Comparator<TopicFigures> order,
            int limit) {
        // The head of the queue is the last of the kept topics: nearly all others are compared with it only.
        PriorityQueue<TopicFigures> kept = new PriorityQueue<>(order.reversed());
        int count = 0;
        for (TopicFigures figures : all) {
            if (condition.test(figures.topic())) {
                count++;
                if (kept.size() < limit) {
                    kept.add(figures);
                } else if (order.compare(figures, kept.element()) < 0) {
                    kept.remove();
                    kept.add(figures);
                }
            }
        }
        return new Found(kept.stream().sorted(order).toList(), count);
    }

    /**
     * A page of topics.
     *
     * @param count of all topics that match
     */
    record Found(List<TopicFigures> topics, int count) {}
}
