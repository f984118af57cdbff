package dev.carillon.bus;

import dev.carillon.config.TopicSettings;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The topics that have a least interval between two publications; of the rules the first that matches decides. */
final class ConflatedTopics {
    private record Rule(TopicPattern topics, Optional<Conflation> conflation) {}

    /** Empty where no topic has an interval, so that nothing is looked up then. */
    private final List<Rule> rules;

    ConflatedTopics(List<TopicSettings> topics, LongSupplier nanoTime, Conflation.Alarm alarm) {
        boolean some = topics.stream().anyMatch(topic -> topic.minInterval().isPresent());
        rules = !some
                ? List.of()
                : topics.stream()
                        .map(topic -> new Rule(
                                topic.pattern(),
                                topic.minInterval().map(interval -> new Conflation(interval, nanoTime, alarm))))
                        .toList();
    }

    /** What conflates the topic, if anything. Allocates nothing. */
    Optional<Conflation> find(TopicName topic) {
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
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

    /** How many were given up for a newer one. */
    long replacedCount() {
        return rules.stream()
                .flatMap(rule -> rule.conflation().stream())
                .mapToLong(Conflation::replacedCount)
                .sum();
    }
}
