package dev.carillon.log;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.Optional;

/**
 * A selection of a test: all that a pattern matches.
 *
 * @param lastValuesThrough up to here only last values
 */
record Picked(TopicPattern pattern, long lastValuesThrough) implements Selection {
    static Picked of(String pattern) {
        return new Picked(new TopicPattern(pattern), 0);
    }

    Picked onlyLastValuesThrough(long offset) {
        return new Picked(pattern, offset);
    }

    @Override
    public Optional<TopicName> onlyTopic() {
        return pattern.hasWildcards() ? Optional.empty() : Optional.of(new TopicName(pattern.value()));
    }

    @Override
    public boolean mayMiss(TopicPattern topics, long offset) {
        return offset > lastValuesThrough && pattern.meets(topics);
    }

    @Override
    public boolean wants(TopicName topic, long offset, boolean lastValue) {
        return pattern.matches(topic) && (lastValue || offset > lastValuesThrough);
    }
}
