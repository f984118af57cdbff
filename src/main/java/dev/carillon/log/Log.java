package dev.carillon.log;

import dev.carillon.log.HistoryRules.Rule;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The remembered publications of a node, in one order. The log assigns the offsets, or takes those of an order that
 * several nodes share ({@link #put}).
 *
 * <p>Its monitor guards everything. It is held for about a microsecond for a publication, and for a fraction of a
 * millisecond at most while a piece is read. No thread blocks while it holds the monitor.
 */
public final class Log {
    /**
     * Topics without entries may take a sixteenth of the bytes. They are kept until then: the mark of their rule that
     * replaces them makes all topics without entries incomplete.
     */
    private static final int EMPTIED_PART = 16;

    /** Each call of {@link #expire} visits one of this many topics. */
    private static final int EXPIRY_ROUNDS = 10;

    /**
     * Expired entries of a topic that are removed at most when a publication to it arrives, so that little is left for
     * {@link #expire}.
     */
    private static final int AGED_MAX = 2;

    /** Entries removed and topics visited at most before the lock is released. */
    private static final int EXPIRY_STEPS = 500;

    /**
     * Offsets without a publication, before the publications that {@link #atOnce} puts when several nodes share an
     * order. A change of rules uses one of them. Nodes do not change their rules at the same time.
     */
    public static final int SPARE_OFFSETS = 8;

    /** How many offsets a node may be behind another node from which a client has its id. */
    static final long BEHIND_MAX = 1_000_000;

    /** At most this many topics are compared with a pattern while the lock is held. */
    static final int TOPICS_EXAMINED_MAX = 4096;

    /** Read without the monitor, written under it. */
    private volatile HistoryRules rules;

    private final long bytesMax;
    private volatile String epoch;
    private final LongSupplier nanoTime;

    private final Map<TopicName, TopicHistory> histories = new HashMap<>();
    private Order order = new Order();
    private RemovedOffsets removed = new RemovedOffsets();

    private Visits visits = new Visits();
    private long newest;
    private long bytes;

    /** Whether the offsets come from an order that several nodes share. */
    private volatile boolean shared;

    /** Offsets without a publication that are left until the next publication. */
    private int spare = SPARE_OFFSETS;

    /**
     * @param bytesMax the limit for all entries and topics together, in bytes
     * @param epoch the name of this filling of the log
     * @param nanoTime the clock for the age of entries
     */
    public Log(HistoryRules rules, long bytesMax, String epoch, LongSupplier nanoTime) {
        this.rules = rules;
        this.bytesMax = bytesMax;
        this.epoch = epoch;
        this.nanoTime = nanoTime;
    }

    /** Whether publications to this topic must be appended. Takes no lock. */
    public boolean remembers(TopicName topic) {
        return rules.ruleFor(topic).isPresent();
    }

    /** Whether any topic is remembered. Takes no lock. */
    public boolean remembersAny() {
        return rules.remember();
    }

    /**
     * Applies other rules. Remembered publications stay if they are within the bounds of the new rules. The change uses
     * one offset: topics that are remembered now, and may not have been before, are incomplete up to it. Only one
     * thread at a time may call it, and not an event loop. It holds the lock for short times.
     *
     * @param switched receives that offset under the lock, before all publications that arrive under the new rules
     * @throws IllegalArgumentException if nodes share the order, and there were too many changes since the last
     *     publication
     */
    public void use(HistoryRules next, LongConsumer switched) {
        List<TopicHistory> known = begin(next, switched);
        for (int done = 0; done < known.size(); ) {
            done += follow(known, done);
        }
    }

    private synchronized List<TopicHistory> begin(HistoryRules next, LongConsumer switched) {
        if (shared && spare == 0) {
            throw new IllegalArgumentException("expected at most " + SPARE_OFFSETS
                    + " changes of topics between two publications, but was one more; change them again later");
        }
        spare--;
        newest++;
        removed.use(rules, next, newest);
        rules = next;
        switched.accept(newest);
        return List.copyOf(histories.values());
    }

    /** Applies the rules to some of the topics, beginning at the index {@code from}; returns how many are done. */
    private synchronized int follow(List<TopicHistory> known, int from) {
        int steps = EXPIRY_STEPS;
        int index = from;
        while (index < known.size() && steps > 0) {
            TopicHistory history = known.get(index);
            // It may be forgotten meanwhile.
            if (histories.get(history.topic()) == history) {
                steps -= follow(history, steps);
            }
            index += steps > 0 ? 1 : 0;
            steps--;
        }
        keepWithinBytes();
        return index - from;
    }

    /** Removes the entries that the rules do not permit, at most {@code steps}; returns how many. */
    private int follow(TopicHistory history, int steps) {
        Optional<Rule> rule = rules.ruleFor(history.topic());
        rule.filter(next -> !next.equals(history.rule())).ifPresent(next -> change(history, next));
        int left = 0;
        while (left < steps && !history.isEmpty() && (rule.isEmpty() || history.isBeyondBounds())) {
            leave(history);
            left++;
        }
        if (rule.isEmpty() && history.isEmpty()) {
            forget(history);
        }
        return left;
    }

    private void change(TopicHistory history, Rule next) {
        boolean emptied = history.isEmpty();
        if (emptied) {
            history.rule(next);
            return;
        }
        visits.remove(history);
        order.isNoLongerLastValue(history.newest());
        history.rule(next);
        order.mayBeLastValue(history.newest());
        visits.add(history);
    }

    private void forget(TopicHistory history) {
        removed.forget(history);
        histories.remove(history.topic());
        bytes -= history.cost();
    }

    /**
     * Gives a publication the next offset and remembers it. Any thread may call it.
     *
     * @param next receives the publication with its id, under the lock: so it receives all in the order of their ids
     * @return its id; empty if the topic is not remembered, and then nothing was done
     */
    public synchronized Optional<MessageId> append(Publication publication, Consumer<Publication> next) {
        return put(newest + 1, publication, next);
    }

    /**
     * Begins an order that several nodes share. Everything up to an offset counts as removed, also if it was never
     * here.
     *
     * @param nextEpoch the epoch of the shared order
     * @param through at least the newest offset
     */
    public synchronized void restart(String nextEpoch, long through) {
        requireBehindNewest("a restart", through + 1);
        histories.clear();
        order = new Order();
        visits = new Visits();
        removed = RemovedOffsets.ofAll(rules, through);
        bytes = 0;
        newest = through;
        spare = SPARE_OFFSETS;
        shared = true;
        epoch = nextEpoch;
    }

    /** Runs a task that puts several publications, with the lock held, so that the rules do not change between them. */
    public synchronized void atOnce(Runnable puts) {
        puts.run();
        spare = SPARE_OFFSETS;
    }

    /**
     * Remembers a publication with the offset that it has in the shared order; otherwise like {@link #append}.
     *
     * @param offset larger than the newest; offsets between them have no publication
     */
    public synchronized Optional<MessageId> put(long offset, Publication publication, Consumer<Publication> next) {
        requireBehindNewest("a publication", offset);
        TopicHistory history = history(publication.topic());
        if (history == null) {
            return Optional.empty();
        }
        newest = offset;
        return Optional.of(keep(history, offset, publication, next));
    }

    /**
     * Remembers a last value from before {@link #restart}: the newest publication of its topic up to there. Earlier
     * publications of the topic count as removed. Must be called in the order of the offsets, before the first {@link
     * #put}.
     *
     * @param offset at most the offset of the restart
     * @return its id; empty if the topic has no last value here, and then nothing was done
     */
    public synchronized Optional<MessageId> restore(long offset, Publication publication, Consumer<Publication> next) {
        if (offset > newest || offset <= order.newest()) {
            throw new IllegalArgumentException("expected a last value behind " + order.newest() + " and up to " + newest
                    + ", but was at " + offset);
        }
        TopicName topic = publication.topic();
        Optional<Rule> rule = rules.ruleFor(topic).filter(Rule::lastValue);
        if (rule.isEmpty() || histories.containsKey(topic)) {
            return Optional.empty();
        }
        return Optional.of(keep(add(topic, rule.get(), offset - 1), offset, publication, next));
    }

    private MessageId keep(TopicHistory history, long offset, Publication publication, Consumer<Publication> next) {
        MessageId id = new MessageId(epoch, offset);
        Payload payload = history.isEmpty()
                ? ContentTypes.shared(publication.payload())
                : ContentTypes.shared(publication.payload(), history.newest().payload());
        keep(history, new Remembered(history, payload, offset, nanoTime.getAsLong()));
        next.accept(publication.remembered(id));
        return id;
    }

    private void requireBehindNewest(String what, long offset) {
        if (offset <= newest) {
            throw new IllegalArgumentException("expected " + what + " behind " + newest + ", but was at " + offset);
        }
    }

    /** Null if the topic is not remembered. */
    private @Nullable TopicHistory history(TopicName topic) {
        TopicHistory known = histories.get(topic);
        return known != null
                ? known
                : rules.ruleFor(topic)
                        .map(rule -> add(topic, rule, removed.through(rule)))
                        .orElse(null);
    }

    private TopicHistory add(TopicName topic, Rule rule, long removedThrough) {
        TopicHistory history = new TopicHistory(topic, rule, removedThrough);
        histories.put(topic, history);
        bytes += history.cost();
        return history;
    }

    private void keep(TopicHistory history, Remembered entry) {
        boolean fits = history.permits(entry.payloadBytes()) && history.cost() + entry.cost() <= bytesMax;
        for (int aged = 0; aged < AGED_MAX && history.mustExpire(entry.nanos()); aged++) {
            removeOldest(history);
        }
        while (!history.isEmpty() && (!fits || history.mustShrinkFor(entry.payloadBytes()))) {
            removeOldest(history);
        }
        if (fits) {
            add(history, entry);
        } else {
            removed.filledAgain(history);
            removed.add(history, entry.offset());
            emptied(history);
        }
        keepWithinBytes();
    }

    private void add(TopicHistory history, Remembered entry) {
        if (history.isEmpty()) {
            removed.filledAgain(history);
            visits.add(history);
        } else {
            order.isNoLongerLastValue(history.newest());
        }
        history.add(entry);
        order.add(entry);
        bytes += entry.cost();
    }

    private void removeOldest(TopicHistory history) {
        Remembered oldest = history.oldest();
        order.remove(oldest);
        history.removeOldest();
        removed.add(history, oldest.offset());
        bytes -= oldest.cost();
    }

    private void emptied(TopicHistory history) {
        visits.remove(history);
        removed.emptied(history);
    }

    private void keepWithinBytes() {
        while (bytes > bytesMax || removed.emptiedBytes() > bytesMax / EMPTIED_PART) {
            if (removed.emptiedCount() > 0) {
                forgetEmptied();
            } else {
                leave(order.nextToLeave().history());
            }
        }
    }

    private void forgetEmptied() {
        forget(removed.firstEmptied());
    }

    /** Removes the oldest entry of a topic when no newer one replaces it. */
    private void leave(TopicHistory history) {
        removeOldest(history);
        if (history.isEmpty()) {
            emptied(history);
        }
    }

    /** The id of the newest publication; offset 0 before the first. */
    public synchronized MessageId newest() {
        return id(newest);
    }

    /** Whether an id has the epoch of this log. */
    public boolean isOfThisRun(MessageId id) {
        return id.epoch().equals(epoch);
    }

    /**
     * Checks that a client can have received the id of its start.
     *
     * @throws InvalidStart if the id belongs to a publication that does not exist yet
     */
    public void require(Start start) {
        if (start instanceof Start.Since(MessageId id) && isOfThisRun(id)) {
            MessageId newestId = newest();
            // If nodes share the order, another node may be ahead of this one.
            if (id.offset() > newestId.offset() + (shared ? BEHIND_MAX : 0)) {
                throw new InvalidStart("expected since to be the id of a message that was published, at most "
                        + newestId + ", but was " + id);
            }
        }
    }

    /** Whether a topic that the pattern matches may be remembered. */
    public boolean mayRemember(TopicPattern pattern) {
        return rules.mayRemember(pattern);
    }

    /** Whether a topic that the pattern matches may have a last value. */
    public boolean mayHaveLastValue(TopicPattern pattern) {
        return rules.mayHaveLastValue(pattern);
    }

    /** The publication to send, with its id. Each call creates a new one. */
    public Publication publication(Remembered remembered) {
        return remembered.publication(epoch);
    }

    public MessageId id(long offset) {
        return new MessageId(epoch, offset);
    }

    /**
     * Whether the log still has everything that the selection matches and that is newer than {@code after}. It may be
     * wrongly false if a bound was reached, and is never wrongly true. It is false for a topic that is not remembered.
     */
    public boolean isComplete(Selection selection, long after) {
        return loss(selection, after).isEmpty();
    }

    private synchronized Optional<Loss> loss(Selection selection, long after) {
        return selection.topics().isEmpty()
                ? removed.loss(selection, after)
                : selection.topics().stream()
                        .flatMap(topic ->
                                loss(topic, after).stream().filter(loss -> selection.misses(topic, loss.through())))
                        .max(Comparator.comparingLong(Loss::through));
    }

    private Optional<Loss> loss(TopicName topic, long after) {
        TopicHistory history = histories.get(topic);
        if (history != null) {
            return loss(history.removedThrough(), after, history.rule().topics());
        }
        return rules.ruleFor(topic)
                .map(rule -> loss(removed.through(rule), after, rule.topics()))
                .orElseGet(() -> Optional.of(new Loss(MessageId.OFFSET_MAX, TopicPattern.of(topic))));
    }

    private static Optional<Loss> loss(long through, long after, TopicPattern topics) {
        return through > after ? Optional.of(new Loss(through, topics)) : Optional.empty();
    }

    /**
     * The offset after which the newest {@code count} publications that the selection matches begin, or all if there
     * are fewer. A pattern that matches few of many entries may find fewer if there are also many topics.
     *
     * @param upTo the offset of the newest publication that is counted
     */
    public long startOfLast(Selection selection, int count, long upTo) {
        LookBack lookBack = new LookBack(selection, count, upTo);
        boolean more = true;
        while (more) {
            more = goOn(lookBack, selection);
        }
        if (lookBack.hasSkippedTooMany()) {
            lookBack.skipMore();
            goOnAmongTopics(lookBack, selection);
        }
        return lookBack.start();
    }

    private synchronized boolean goOn(LookBack lookBack, Selection selection) {
        return lookBack.goOn(entries(selection));
    }

    /** Finds the entries by topic, which is faster if the selection matches few of them. */
    private synchronized void goOnAmongTopics(LookBack lookBack, Selection selection) {
        if (histories.size() <= TOPICS_EXAMINED_MAX) {
            Entries selected = new MergedEntries(histories.values().stream()
                    .filter(history -> selection.matches(history.topic(), MessageId.OFFSET_MAX, true))
                    .toList());
            boolean more = true;
            while (more) {
                more = lookBack.goOn(selected);
            }
        }
    }

    /**
     * Reads one piece: adds to {@code into}, in the order of ids, entries after {@code after} and up to {@code upTo}
     * that the selection matches, at least one if there is one near enough.
     *
     * @param upTo at most the newest offset
     * @param messagesMax at least 1
     * @param bytesMax of payload; an entry that is larger is read alone
     * @return the offset through which it has read, {@code upTo} if there is no more, and which publications were
     *     removed
     */
    public synchronized Piece read(
            Selection selection, long after, long upTo, int messagesMax, long bytesMax, List<Remembered> into) {
        if (upTo > newest) {
            throw new IllegalArgumentException("expected to read up to at most " + newest + ", but was " + upTo);
        }
        Reading reading = new Reading(selection, upTo, messagesMax, bytesMax, into);
        if (selection.topics().isEmpty()) {
            order.showBehind(after, selection.lastValuesThrough(), reading);
        } else {
            entries(selection).showBehind(after, reading);
        }
        return new Piece(Math.max(after, reading.through()), loss(selection, after));
    }

    /**
     * Reads one piece of the last values up to an offset, like {@link #read}. It omits topics with a newer publication.
     *
     * @param ofEpoch the epoch of the offsets
     * @param upTo the offset through which this log has the order; beyond the newest if no later ones are remembered
     * @return the offset through which it has read, {@code upTo} if there is no more; empty if the log has another
     *     epoch
     */
    public synchronized OptionalLong readLastValues(
            String ofEpoch, long after, long upTo, int messagesMax, long bytesMax, List<Remembered> into) {
        if (!epoch.equals(ofEpoch)) {
            return OptionalLong.empty();
        }
        Reading reading = new Reading(new OnlyLastValues(upTo), upTo, messagesMax, bytesMax, into);
        order.showBehind(after, upTo, reading);
        return OptionalLong.of(Math.max(after, reading.through()));
    }

    private Entries entries(Selection selection) {
        if (selection.topics().isEmpty()) {
            return order;
        }
        List<TopicHistory> known = new ArrayList<>();
        for (TopicName topic : selection.topics()) {
            TopicHistory history = histories.get(topic);
            if (history != null) {
                known.add(history);
            }
        }
        return known.size() == 1 ? known.getFirst() : new MergedEntries(known);
    }

    /**
     * Removes entries that are too old. Must be called once a second. Each call visits a tenth of the topics, so an
     * entry is removed ten seconds late at most.
     */
    public void expire() {
        int left = (visitedCount() + EXPIRY_ROUNDS - 1) / EXPIRY_ROUNDS;
        while (left > 0) {
            left = expireSome(left);
        }
    }

    private synchronized int visitedCount() {
        return visits.size();
    }

    /** Returns how many topics are still to be visited. */
    private synchronized int expireSome(int topics) {
        long now = nanoTime.getAsLong();
        int left = topics;
        for (int step = 0; step < EXPIRY_STEPS && left > 0 && visits.size() > 0; step++) {
            TopicHistory history = visits.current();
            if (history.mustExpire(now)) {
                leave(history);
            } else {
                visits.goOn();
                left--;
            }
        }
        keepWithinBytes();
        return visits.size() > 0 ? left : 0;
    }

    /** Number of publications in the log. */
    public synchronized long messageCount() {
        return order.count();
    }

    /** Number of topics with publications in the log. */
    public synchronized long topicCount() {
        return histories.size() - (long) removed.emptiedCount();
    }

    /** The estimated memory of the publications and topics, in bytes. */
    public synchronized long bytes() {
        return bytes;
    }

    /** The limit for {@link #bytes}. */
    public long bytesMax() {
        return bytesMax;
    }
}
