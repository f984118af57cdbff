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

    /** Empty where no topic has an interval, so that nothing is looked up then. */
    private volatile List<Rule> rules;

    /** Those of the rules; guarded by this, as is the next. */
    private Map<TopicPattern, Optional<Duration>> intervals;

    /** How many publications were replaced under earlier rules. */
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
        // What is held goes first, so that nothing that comes by the next rules overtakes it; nothing is held from here
        // on.
        flush();
        replacedBefore += replaced(rules);
        rules = rules(next);
        intervals = next;
    }

    /** What conflates the topic, if anything. Allocates nothing. */
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

    /** Publishes all that is held, and holds nothing from now on. */
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
