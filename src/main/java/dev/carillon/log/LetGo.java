package dev.carillon.log;

import dev.carillon.log.HistoryRules.Rule;
import dev.carillon.topic.TopicPattern;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What has left the log, as far as it decides whether a reader misses something: the newest offset that left, by topic, and
 * by rule for the topics that are forgotten.
 */
final class LetGo {
    /** A pattern that matches few of many topics is not tried on all of them while all publishers wait. */
    private static final int TOPICS_EXAMINED_MAX = 10_000;

    /** So many rules have a mark of their own when rules change; those of earlier rules stay too. */
    private static final int MARKS_MAX = 256;

    private static final TopicPattern EVERY_TOPIC = new TopicPattern("**");

    private final TreeMap<Long, TopicHistory> topics = new TreeMap<>();

    /** The topics among them that have no entries; they are removed later. */
    private final TreeMap<Long, TopicHistory> emptied = new TreeMap<>();

    private long emptiedBytes;

    /** By the topics of a rule. */
    private final Map<TopicPattern, Long> marks = new HashMap<>();

    /** Everything up to {@code offset} has left, of all topics that the rules remember. */
    static LetGo ofAll(HistoryRules rules, long offset) {
        LetGo all = new LetGo();
        for (Rule rule : rules.rules()) {
            if (rule.bounds().isPresent()) {
                all.marks.put(rule.topics(), offset);
            }
        }
        return all;
    }

    void letGo(TopicHistory history, long offset) {
        // Another topic may have that offset where this one did not let go of it itself.
        topics.remove(history.letGoThrough(), history);
        history.letGoThrough(offset);
        topics.put(offset, history);
    }

    void emptied(TopicHistory history) {
        emptied.put(history.letGoThrough(), history);
        emptiedBytes += history.cost();
    }

    /** To be called ahead of {@link #letGo}. */
    void filledAgain(TopicHistory history) {
        if (emptied.remove(history.letGoThrough(), history)) {
            emptiedBytes -= history.cost();
        }
    }

    int emptiedCount() {
        return emptied.size();
    }

    /** What topics without entries count for in the bytes of the log. */
    long emptiedBytes() {
        return emptiedBytes;
    }

    /** The topic without entries that let go of something longest ago. */
    TopicHistory firstEmptied() {
        return emptied.firstEntry().getValue();
    }

    /** Forgets a topic without entries; its rule remembers for it. */
    void forget(TopicHistory history) {
        filledAgain(history);
        topics.remove(history.letGoThrough(), history);
        marks.merge(history.rule().topics(), history.letGoThrough(), Math::max);
    }

    /** The newest offset that left of the topics of this rule that are forgotten. */
    long through(Rule rule) {
        return marks.getOrDefault(rule.topics(), 0L);
    }

    /**
     * Marks the rules of {@code next}: topics of which nothing is known now have let go of what the rules before had let go of,
     * or of everything up to {@code offset} where they may not have been remembered.
     */
    void use(HistoryRules before, HistoryRules next, long offset) {
        Map<TopicPattern, Long> known = Map.copyOf(marks);
        if (known.size() > MARKS_MAX) {
            marks.clear();
            marks.put(EVERY_TOPIC, Collections.max(known.values()));
        }
        for (Rule rule : next.rules()) {
            if (rule.bounds().isPresent()) {
                long through = next.decidesWhatWasRemembered(rule, before) ? through(rule.topics(), known) : offset;
                marks.merge(rule.topics(), through, Math::max);
            }
        }
    }

    private static long through(TopicPattern topics, Map<TopicPattern, Long> marks) {
        return marks.entrySet().stream()
                .filter(mark -> mark.getKey().meets(topics))
                .mapToLong(Map.Entry::getValue)
                .max()
                .orElse(0);
    }

    /** The newest that left behind this offset of a topic that may match. */
    Optional<Loss> loss(Selection selection, long after) {
        Optional<Loss> ofRules = marks.entrySet().stream()
                .filter(mark -> mark.getValue() > after && selection.mayMiss(mark.getKey(), mark.getValue()))
                .max(Map.Entry.comparingByValue())
                .map(mark -> new Loss(mark.getValue(), mark.getKey()));
        return ofTopics(selection, ofRules.map(Loss::through).orElse(after)).or(() -> ofRules);
    }

    private Optional<Loss> ofTopics(Selection selection, long after) {
        int examined = 0;
        for (Map.Entry<Long, TopicHistory> entry :
                topics.tailMap(after, false).descendingMap().entrySet()) {
            if (examined == TOPICS_EXAMINED_MAX
                    || selection.misses(entry.getValue().topic(), entry.getKey())) {
                return Optional.of(
                        new Loss(entry.getKey(), entry.getValue().rule().topics()));
            }
            examined++;
        }
        return Optional.empty();
    }
}
