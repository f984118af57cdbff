package dev.carillon.log;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.List;

/** All publications to topics that at least one of several patterns matches. */
public final class PatternSelection implements Selection {
    private final List<TopicPattern> patterns;
    private final List<TopicName> topics;

    public PatternSelection(TopicPattern pattern) {
        this(List.of(pattern));
    }

    public PatternSelection(List<TopicPattern> patterns) {
        this.patterns = List.copyOf(patterns);
        this.topics = topics(patterns);
    }

    /** The topics that the patterns name; empty if one has wildcards, since the log must then examine all topics. */
    public static List<TopicName> topics(List<TopicPattern> patterns) {
        return patterns.stream().anyMatch(TopicPattern::hasWildcards)
                ? List.of()
                : patterns.stream()
                        .map(TopicPattern::value)
                        .distinct()
                        .map(TopicName::new)
                        .toList();
    }

    public List<TopicPattern> patterns() {
        return patterns;
    }

    @Override
    public List<TopicName> topics() {
        return topics;
    }

    @Override
    public int patternCount() {
        return patterns.size();
    }

    @Override
    public boolean mayMiss(TopicPattern topics, long offset) {
        return patterns.stream().anyMatch(pattern -> pattern.meets(topics));
    }

    @Override
    public boolean matches(TopicName topic, long offset, boolean lastValue) {
        for (int i = 0; i < patterns.size(); i++) {
            if (patterns.get(i).matches(topic)) {
                return true;
            }
        }
        return false;
    }
}
