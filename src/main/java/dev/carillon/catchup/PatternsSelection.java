package dev.carillon.catchup;

import dev.carillon.log.Selection;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.List;

/** All of the topics that one of several patterns matches. */
record PatternsSelection(List<TopicPattern> patterns) implements Selection {
    /** Where any of them has wildcards, the log has to look at all topics. */
    @Override
    public List<TopicName> topics() {
        return patterns.stream().anyMatch(TopicPattern::hasWildcards)
                ? List.of()
                : patterns.stream()
                        .map(TopicPattern::value)
                        .distinct()
                        .map(TopicName::new)
                        .toList();
    }

    @Override
    public int patternCount() {
        return patterns.size();
    }

    @Override
    public boolean wants(TopicName topic, long offset, boolean lastValue) {
        for (TopicPattern pattern : patterns) {
            if (pattern.matches(topic)) {
                return true;
            }
        }
        return false;
    }
}
