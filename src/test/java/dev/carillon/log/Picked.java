package dev.carillon.log;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.List;
import java.util.stream.Stream;

/**
 * A selection for tests: all topics that match one of its patterns.
 *
 * @param lastValuesThrough up to this offset, only last values are selected
 */
record Picked(List<TopicPattern> patterns, long lastValuesThrough) implements Selection {
    static Picked of(String... patterns) {
        return new Picked(Stream.of(patterns).distinct().map(TopicPattern::new).toList(), 0);
    }

    Picked onlyLastValuesThrough(long offset) {
        return new Picked(patterns, offset);
    }

    @Override
    public List<TopicName> topics() {
        return patterns.stream().anyMatch(TopicPattern::hasWildcards)
                ? List.of()
                : patterns.stream()
                        .map(pattern -> new TopicName(pattern.value()))
                        .toList();
    }

    @Override
    public int patternCount() {
        return patterns.size();
    }

    @Override
    public boolean mayMiss(TopicPattern topics, long offset) {
        return offset > lastValuesThrough && patterns.stream().anyMatch(pattern -> pattern.meets(topics));
    }

    @Override
    public boolean matches(TopicName topic, long offset, boolean lastValue) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(topic))
                && (lastValue || offset > lastValuesThrough);
    }
}
