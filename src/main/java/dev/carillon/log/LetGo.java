package dev.carillon.log;

import dev.carillon.log.HistoryRules.Rule;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has left the log, as far as it decides whether a reader misses something: the newest offset that left, by topic for
 * the topics that still have entries, and by rule for all others.
 */
final class LetGo {
    /** A pattern that matches few of many topics is not tried on all of them while all publishers wait. */
    private static final int TOPICS_EXAMINED_MAX = 10_000;

    private final TreeMap<Long, TopicHistory> topics = new TreeMap<>();
    private final Map<Rule, Long> marks = new HashMap<>();

    void letGo(TopicHistory history, long offset) {
        topics.remove(history.letGoThrough(), history);
        history.letGoThrough(offset);
        topics.put(offset, history);
    }

    /** The topic is about to be forgotten; its rule remembers for it. */
    void forget(TopicHistory history) {
        topics.remove(history.letGoThrough(), history);
        marks.merge(history.rule(), history.letGoThrough(), Math::max);
    }

    /** The newest offset that left of the topics of this rule that have no entries. */
    long through(Rule rule) {
        return marks.getOrDefault(rule, 0L);
    }

    /** The newest offset behind this one that left of a topic that may match; 0 when nothing did. */
    long through(Selection selection, long after) {
        long ofRules = marks.entrySet().stream()
                .filter(mark -> mark.getValue() > after
                        && selection.mayMatch(mark.getKey().topics()))
                .mapToLong(Map.Entry::getValue)
                .max()
                .orElse(0);
        return Math.max(ofRules, ofTopics(selection, Math.max(after, ofRules)));
    }

    private long ofTopics(Selection selection, long after) {
        int examined = 0;
        for (Map.Entry<Long, TopicHistory> entry :
                topics.tailMap(after, false).descendingMap().entrySet()) {
            if (examined == TOPICS_EXAMINED_MAX
                    || selection.matches(entry.getValue().topic())) {
                return entry.getKey();
            }
            examined++;
        }
        return 0;
    }
}
