package dev.carillon.log;

import dev.carillon.log.HistoryRules.Rule;
import dev.carillon.topic.TopicPattern;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Records which offsets were removed from the log, so that it can tell a reader whether it misses something: the newest
 * removed offset of each topic, and of each rule for the topics that are forgotten. Guarded by the monitor of the log.
 */
final class RemovedOffsets {
    /** The search for a loss examines at most this many topics, since all publishers wait for the lock meanwhile. */
    private static final int TOPICS_EXAMINED_MAX = 10_000;

    /**
     * Marks of earlier rules stay when rules change. If there are more than this many marks, one mark replaces them
     * all.
     */
    private static final int MARKS_MAX = 256;

    private static final TopicPattern EVERY_TOPIC = new TopicPattern("**");

    /** By the newest removed offset of each. */
    private final TreeMap<Long, TopicHistory> topics = new TreeMap<>();

    /** The topics without entries, by the same offset. They are forgotten later. */
    private final TreeMap<Long, TopicHistory> emptied = new TreeMap<>();

    private long emptiedBytes;

    /** The newest removed offset of the forgotten topics of a rule, by the rule's topics. */
    private final Map<TopicPattern, Long> marks = new HashMap<>();

    /** Everything up to {@code offset} is removed, for all topics that the rules remember. */
    static RemovedOffsets ofAll(HistoryRules rules, long offset) {
        RemovedOffsets all = new RemovedOffsets();
        for (Rule rule : rules.rules()) {
            if (rule.bounds().isPresent()) {
                all.marks.put(rule.topics(), offset);
            }
        }
        return all;
    }

    void add(TopicHistory history, long offset) {
        // The offset may be in the map for another topic, if this topic has it from the mark of its rule.
        topics.remove(history.removedThrough(), history);
        history.removedThrough(offset);
        topics.put(offset, history);
    }

    void emptied(TopicHistory history) {
        emptied.put(history.removedThrough(), history);
        emptiedBytes += history.cost();
    }

    /** The topic is no longer empty. Must be called before {@link #add}. */
    void filledAgain(TopicHistory history) {
        if (emptied.remove(history.removedThrough(), history)) {
            emptiedBytes -= history.cost();
        }
    }

    int emptiedCount() {
        return emptied.size();
    }

    /** The bytes that are counted for topics without entries. */
    long emptiedBytes() {
        return emptiedBytes;
    }

    /** The topic without entries whose last removed entry is the oldest. */
    TopicHistory firstEmptied() {
        return emptied.firstEntry().getValue();
    }

    /** Forgets a topic without entries. The mark of its rule covers its removed offsets. */
    void forget(TopicHistory history) {
        filledAgain(history);
        topics.remove(history.removedThrough(), history);
        marks.merge(history.rule().topics(), history.removedThrough(), Math::max);
    }

    /** The newest removed offset of the forgotten topics of this rule. */
    long through(Rule rule) {
        return marks.getOrDefault(rule.topics(), 0L);
    }

    /**
     * Sets the marks of the rules of {@code next}. If the earlier rules remembered all topics of a rule, it takes over
     * their marks. Otherwise its mark is {@code offset}: everything up to there counts as removed.
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

    /** The newest removed publication with an offset after {@code after} that the selection may match. */
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
