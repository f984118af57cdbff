package dev.carillon.catchup;

import dev.carillon.log.Selection;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.List;

/** All of the topics that a pattern matches. */
public final class PatternSelection implements Selection {
    private final TopicPattern pattern;
    private final List<TopicName> topics;

    public PatternSelection(TopicPattern pattern) {
        this.pattern = pattern;
        this.topics = pattern.hasWildcards() ? List.of() : List.of(new TopicName(pattern.value()));
    }

    public TopicPattern pattern() {
        return pattern;
    }

    @Override
    public List<TopicName> topics() {
        return topics;
    }

    @Override
    public boolean mayMiss(TopicPattern topics, long offset) {
        return pattern.meets(topics);
    }

    @Override
    public boolean wants(TopicName topic, long offset, boolean lastValue) {
        return pattern.matches(topic);
    }
}
