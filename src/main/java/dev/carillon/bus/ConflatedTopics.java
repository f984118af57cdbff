package dev.carillon.bus;

import dev.carillon.config.TopicSettings;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The topics that have a least interval between two publications. The first rule that matches a topic applies. */
final class ConflatedTopics {
    private record Rule(TopicPattern topics, Optional<Conflation> conflation) {}

    private final LongSupplier nanoTime;
    private final Conflation.Alarm alarm;

    /** Empty if no topic has an interval, so that nothing is looked up. */
    private volatile List<Rule> rules;

    /** The intervals of the present rules. Guarded by this object's monitor, as is {@link #replacedBefore}. */
    private Map<TopicPattern, Optional<Duration>> intervals;

    /** The number of publications that were replaced under earlier rules. */
    private long replacedBefore;

    ConflatedTopics(List<TopicSettings> topics, LongSupplier nanoTime, Conflation.Alarm alarm) {
        this.nanoTime = nanoTime;
        this.alarm = alarm;
        this.intervals = intervals(topics);
        this.rules = rules(intervals);
    }

    private static Map<TopicPattern, Optional<Duration>> intervals(List<TopicSettings> topics) {
        Map<TopicPattern, Optional<Duration>> intervals = new LinkedHashMap<>();
        if (topics.stream().anyMatch(topic -> topic.minInterval().isPresent())) {
            topics.forEach(topic -> intervals.putIfAbsent(topic.pattern(), topic.minInterval()));
        }
        return intervals;
    }

    private List<Rule> rules(Map<TopicPattern, Optional<Duration>> intervals) {
        return intervals.entrySet().stream()
                .map(interval -> new Rule(
                        interval.getKey(), interval.getValue().map(time -> new Conflation(time, nanoTime, alarm))))
                .toList();
    }

    /** Replaces the rules. */
    synchronized void use(List<TopicSettings> topics) {
        Map<TopicPattern, Optional<Duration>> next = intervals(topics);
        if (List.copyOf(next.entrySet()).equals(List.copyOf(intervals.entrySet()))) {
            return;
        }
        // Held publications go first, so that publications under the new rules do not overtake them. The old rules hold
        // nothing after this.
        flush();
        replacedBefore += replaced(rules);
        rules = rules(next);
        intervals = next;
    }

    /** The conflation of the topic, if it has an interval. Allocates nothing. */
    Optional<Conflation> find(TopicName topic) {
        List<Rule> all = rules;
        for (int i = 0; i < all.size(); i++) {
            Rule rule = all.get(i);
            if (rule.topics().matches(topic)) {
                return rule.conflation();
            }
        }
        return Optional.empty();
    }

    /** Publishes all held publications, and holds no more. */
    void flush() {
        rules.forEach(rule -> rule.conflation().ifPresent(Conflation::flush));
    }

    /** How many publications were replaced by a newer one. */
    synchronized long replacedCount() {
        return replacedBefore + replaced(rules);
    }

    private static long replaced(List<Rule> rules) {
        return rules.stream()
                .flatMap(rule -> rule.conflation().stream())
                .mapToLong(Conflation::replacedCount)
                .sum();
    }
}
