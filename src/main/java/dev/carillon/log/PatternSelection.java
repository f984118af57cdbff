package dev.carillon.log;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.List;

/** All of the topics that a pattern matches, or one of several patterns. */
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

    /** The topics that the patterns name; none where any has wildcards, since then the log has to look at all topics. */
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
    public boolean wants(TopicName topic, long offset, boolean lastValue) {
        for (int i = 0; i < patterns.size(); i++) {
            if (patterns.get(i).matches(topic)) {
                return true;
            }
        }
        return false;
    }
}
