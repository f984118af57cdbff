package dev.carillon.log;

import dev.carillon.log.HistoryRules.Rule;
import dev.carillon.topic.TopicName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The simplest model of the log: all entries that were ever appended, each with a flag that says whether it still
 * exists.
 */
final class NaiveLog {
    static final class Entry {
        final TopicName topic;
        final long offset;
        final int bytes;
        final long nanos;
        boolean left;

        Entry(TopicName topic, long offset, int bytes, long nanos) {
            this.topic = topic;
            this.offset = offset;
            this.bytes = bytes;
            this.nanos = nanos;
        }
    }

    private final HistoryRules rules;
    private final long bytesMax;
    private final List<Entry> all = new ArrayList<>();
    private final Map<TopicName, List<Entry>> byTopic = new HashMap<>();

    /** Topics that take memory: those with entries, and those without that have not been forgotten. */
    private final Set<TopicName> topics = new HashSet<>();

    /** The newest entry of each topic that was forgotten. */
    private final List<Entry> forgotten = new ArrayList<>();

    private long newest;
    private long unknownThrough;

    /** For topics that were restored and not forgotten, the offset through which nothing is known. */
    private final Map<TopicName, Long> restored = new HashMap<>();

    NaiveLog(HistoryRules rules, long bytesMax) {
        this.rules = rules;
        this.bytesMax = bytesMax;
    }

    long newest() {
        return newest;
    }

    /** Nothing is known about entries up to this offset. */
    void restart(long through) {
        all.clear();
        byTopic.clear();
        topics.clear();
        forgotten.clear();
        restored.clear();
        unknownThrough = through;
        newest = through;
    }

    /** Restores an entry with an offset up to that of the restart; no entry of its topic is newer. */
    void restore(long offset, TopicName topic, int bytes, long nanos) {
        restored.put(topic, offset - 1);
        add(offset, topic, bytes, nanos);
    }

    void put(long offset, TopicName topic, int bytes, long nanos) {
        newest = offset;
        add(offset, topic, bytes, nanos);
    }

    private void add(long offset, TopicName topic, int bytes, long nanos) {
        Entry entry = new Entry(topic, offset, bytes, nanos);
        all.add(entry);
        ever(topic).add(entry);
        topics.add(topic);
        HistoryBounds bounds = bounds(topic);
        boolean tooLarge = (bytes > bounds.bytes() && !hasLastValue(topic)) || cost(topic) + cost(entry) > bytesMax;
        if (tooLarge) {
            of(topic).forEach(left -> left.left = true);
        }
        leaveTwoThatAreTooOld(entry);
        while (of(topic).size() > 1 && (of(topic).size() > bounds.messages() || bytesOf(topic) > bounds.bytes())) {
            of(topic).getFirst().left = true;
        }
        keepWithinBytes();
    }

    private void leaveTwoThatAreTooOld(Entry entry) {
        for (int count = 0; count < 2; count++) {
            List<Entry> before = of(entry.topic).stream()
                    .filter(old -> old.offset < entry.offset)
                    .toList();
            if (before.size() > (hasLastValue(entry.topic) ? 1 : 0) && isTooOld(before.getFirst(), entry.nanos)) {
                before.getFirst().left = true;
            }
        }
    }

    void expire(long now) {
        topics.forEach(topic -> {
            while (of(topic).size() > (hasLastValue(topic) ? 1 : 0)
                    && isTooOld(of(topic).getFirst(), now)) {
                of(topic).getFirst().left = true;
            }
        });
        keepWithinBytes();
    }

    private boolean isTooOld(Entry entry, long now) {
        long age = bounds(entry.topic).age().toNanos();
        return age > 0 && now - entry.nanos > age;
    }

    private void keepWithinBytes() {
        while (bytes() > bytesMax || emptiedBytes() > bytesMax / 16) {
            Optional<TopicName> longestEmpty = topics.stream()
                    .filter(topic -> of(topic).isEmpty())
                    .min(Comparator.comparingLong(this::removedThrough));
            List<Entry> there = there(entry -> true);
            longestEmpty.ifPresentOrElse(
                    this::forget,
                    () -> there.stream()
                            .filter(entry -> !isLastValue(entry))
                            .findFirst()
                            .orElseGet(there::getFirst)
                            .left = true);
        }
    }

    private void forget(TopicName topic) {
        topics.remove(topic);
        restored.remove(topic);
        forgotten.add(ever(topic).getLast());
    }

    List<Entry> there(Predicate<Entry> condition) {
        return all.stream()
                .filter(entry -> !entry.left && condition.test(entry))
                .toList();
    }

    /** Whether all matching entries after {@code after} still exist: the truth, which the log cannot always know. */
    boolean isComplete(Selection selection, long after) {
        return Math.max(after, selection.lastValuesThrough()) >= unknownThrough(selection)
                && all.stream()
                        .noneMatch(entry -> entry.left
                                && entry.offset > after
                                && selection.matches(entry.topic, entry.offset, false));
    }

    private long unknownThrough(Selection selection) {
        return selection.topics().stream()
                .mapToLong(topic -> restored.getOrDefault(topic, unknownThrough))
                .max()
                .orElse(unknownThrough);
    }

    /** Whether a matching topic with a newer entry was forgotten, so that no log can know the answer. */
    boolean mayHaveForgotten(Selection selection, long after) {
        return forgotten.stream()
                .filter(entry -> entry.offset > after)
                .anyMatch(entry -> selection.topics().isEmpty()
                        ? selection.mayMiss(rule(entry.topic).topics(), entry.offset)
                        : selection.topics().stream()
                                .anyMatch(topic -> rule(topic).equals(rule(entry.topic))));
    }

    boolean isLastValue(Entry entry) {
        return hasLastValue(entry.topic) && of(entry.topic).getLast() == entry;
    }

    long topicCount() {
        return topics.stream().filter(topic -> !of(topic).isEmpty()).count();
    }

    long bytes() {
        return topics.stream()
                .mapToLong(topic ->
                        cost(topic) + of(topic).stream().mapToLong(this::cost).sum())
                .sum();
    }

    private long emptiedBytes() {
        return topics.stream()
                .filter(topic -> of(topic).isEmpty())
                .mapToLong(this::cost)
                .sum();
    }

    private long removedThrough(TopicName topic) {
        return ever(topic).stream()
                .filter(entry -> entry.left)
                .mapToLong(entry -> entry.offset)
                .max()
                .orElseThrow();
    }

    private List<Entry> ever(TopicName topic) {
        return byTopic.computeIfAbsent(topic, name -> new ArrayList<>());
    }

    private long bytesOf(TopicName topic) {
        return of(topic).stream().mapToLong(entry -> entry.bytes).sum();
    }

    private List<Entry> of(TopicName topic) {
        return ever(topic).stream().filter(entry -> !entry.left).toList();
    }

    private long cost(TopicName topic) {
        return TopicHistory.BYTES + 2L * topic.value().length();
    }

    private long cost(Entry entry) {
        return Remembered.BYTES + entry.bytes;
    }

    boolean hasLastValue(TopicName topic) {
        return rule(topic).lastValue();
    }

    private HistoryBounds bounds(TopicName topic) {
        return rule(topic).bounds().orElseThrow();
    }

    private Rule rule(TopicName topic) {
        return rules.ruleFor(topic).orElseThrow();
    }
}
