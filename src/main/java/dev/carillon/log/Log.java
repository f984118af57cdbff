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
 * The publications that a node remembers, in one order. It is the source of that order, or keeps the one that several nodes
 * share ({@link #put}).
 *
 * <p>Its monitor guards all of it. It is held for about a microsecond for a publication, and for a fraction of a millisecond
 * at most while a piece is read. Nothing waits while it holds the monitor.
 */
public final class Log {
    /**
     * Topics without entries may take such a part of the bytes. They are kept for as long, since what their rule remembers
     * in their place makes all topics without entries incomplete.
     */
    private static final int EMPTIED_PART = 16;

    /** {@link #expire} visits one of so many topics each time. */
    private static final int EXPIRY_ROUNDS = 10;

    /** Of a topic that is published to leave up to so many for each that comes, so little is left for {@link #expire}. */
    private static final int AGED_MAX = 2;

    /** What leaves or is visited at most before others have a turn at the lock. */
    private static final int EXPIRY_STEPS = 500;

    /**
     * Offsets that belong to no publication, ahead of what is put at once where several nodes share an order: a change of
     * rules takes one of them, and no two nodes change their rules at the same time.
     */
    public static final int SPARE_OFFSETS = 8;

    /** How far a node may be behind another whose ids clients bring. */
    static final long BEHIND_MAX = 1_000_000;

    /** Topics of which those are found, with the lock held, that a pattern matches. */
    static final int TOPICS_EXAMINED_MAX = 4096;

    /** Read without the monitor, written under it. */
    private volatile HistoryRules rules;

    private final long bytesMax;
    private volatile String epoch;
    private final LongSupplier nanoTime;

    private final Map<TopicName, TopicHistory> histories = new HashMap<>();
    private Order order = new Order();
    private LetGo letGo = new LetGo();

    private Visits visits = new Visits();
    private long newest;
    private long bytes;

    /** Whether the offsets come from an order that several nodes share. */
    private volatile boolean shared;

    /** Of the offsets that belong to no publication, how many are left until the next one comes. */
    private int spare = SPARE_OFFSETS;

    /**
     * @param bytesMax what all entries may take together, in bytes
     * @param epoch names this run
     * @param nanoTime the clock by which entries grow old
     */
    public Log(HistoryRules rules, long bytesMax, String epoch, LongSupplier nanoTime) {
        this.rules = rules;
        this.bytesMax = bytesMax;
        this.epoch = epoch;
        this.nanoTime = nanoTime;
    }

    /** Whether publications to this topic are to be appended; takes no lock. */
    public boolean remembers(TopicName topic) {
        return rules.ruleFor(topic).isPresent();
    }

    /** Whether any topic is remembered; takes no lock. */
    public boolean remembersAny() {
        return rules.remember();
    }

    /**
     * Applies other rules. Remembered publications stay, as far as the new rules have bounds for it. One offset is passed
     * over and belongs to no publication: of topics that are remembered now, and were not for certain before, everything up
     * to it is missing. To be called by one thread at a time, no event loop; it holds the lock in short pieces.
     *
     * @param switched receives that offset under the lock: ahead of all publications that come by the new rules
     * @throws IllegalArgumentException when too many changes came between two publications of an order that nodes share
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
                    + " changes of topics between two publications, but was one more: change them again later");
        }
        spare--;
        newest++;
        letGo.use(rules, next, newest);
        rules = next;
        switched.accept(newest);
        return List.copyOf(histories.values());
    }

    /** Applies the rules to some of the topics from this one on; returns to how many. */
    private synchronized int follow(List<TopicHistory> known, int from) {
        int steps = EXPIRY_STEPS;
        int index = from;
        while (index < known.size() && steps > 0) {
            TopicHistory history = known.get(index);
            // It may have left meanwhile.
            if (histories.get(history.topic()) == history) {
                steps -= follow(history, steps);
            }
            index += steps > 0 ? 1 : 0;
            steps--;
        }
        keepWithinBytes();
        return index - from;
    }

    /** Lets go of what has no room by the rules; returns how much, at most so many. */
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
        order.isLastValueNoMore(history.newest());
        history.rule(next);
        order.mayBeLastValue(history.newest());
        visits.add(history);
    }

    private void forget(TopicHistory history) {
        letGo.forget(history);
        histories.remove(history.topic());
        bytes -= history.cost();
    }

    /**
     * Numbers a publication and remembers it. Any thread may call.
     *
     * @param next receives the publication under its id, under the lock: so all are handed over in the order of their ids
     * @return its id; none where the topic is not remembered, and then nothing was done
     */
    public synchronized Optional<MessageId> append(Publication publication, Consumer<Publication> next) {
        return put(newest + 1, publication, next);
    }

    /**
     * Has this log keep an order that several nodes share: lets go of everything, also of what it never had, up to an offset.
     *
     * @param nextEpoch names the order from now on
     * @param through at least the newest offset
     */
    public synchronized void restart(String nextEpoch, long through) {
        requireBehindNewest("a restart", through + 1);
        histories.clear();
        order = new Order();
        visits = new Visits();
        letGo = LetGo.ofAll(rules, through);
        bytes = 0;
        newest = through;
        spare = SPARE_OFFSETS;
        shared = true;
        epoch = nextEpoch;
    }

    /** Runs what puts several publications, with the lock held: no change of rules comes between them. */
    public synchronized void atOnce(Runnable puts) {
        puts.run();
        spare = SPARE_OFFSETS;
    }

    /**
     * Remembers a publication under an offset that others gave it; otherwise as {@link #append}.
     *
     * @param offset behind the newest; there may be others between them that belong to no publication
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
     * Remembers a last value from before {@link #restart}: the newest publication of its topic up to there. Of what came ahead
     * of it nothing is known. To be called in the order of the offsets, before the first {@link #put}.
     *
     * @param offset up to the one of the restart
     * @return none where the topic has no last value here, and then nothing was done
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

    /** Null where the topic is not remembered. */
    private @Nullable TopicHistory history(TopicName topic) {
        TopicHistory known = histories.get(topic);
        return known != null
                ? known
                : rules.ruleFor(topic)
                        .map(rule -> add(topic, rule, letGo.through(rule)))
                        .orElse(null);
    }

    private TopicHistory add(TopicName topic, Rule rule, long letGoThrough) {
        TopicHistory history = new TopicHistory(topic, rule, letGoThrough);
        histories.put(topic, history);
        bytes += history.cost();
        return history;
    }

    private void keep(TopicHistory history, Remembered entry) {
        boolean fits = history.hasRoomFor(entry.payloadBytes()) && history.cost() + entry.cost() <= bytesMax;
        for (int aged = 0; aged < AGED_MAX && history.mustLetGo(entry.nanos()); aged++) {
            letGoOldest(history);
        }
        while (!history.isEmpty() && (!fits || history.mustLetGoFor(entry.payloadBytes()))) {
            letGoOldest(history);
        }
        if (fits) {
            add(history, entry);
        } else {
            letGo.filledAgain(history);
            letGo.letGo(history, entry.offset());
            emptied(history);
        }
        keepWithinBytes();
    }

    private void add(TopicHistory history, Remembered entry) {
        if (history.isEmpty()) {
            letGo.filledAgain(history);
            visits.add(history);
        } else {
            order.isLastValueNoMore(history.newest());
        }
        history.add(entry);
        order.add(entry);
        bytes += entry.cost();
    }

    private void letGoOldest(TopicHistory history) {
        Remembered oldest = history.oldest();
        order.remove(oldest);
        history.removeOldest();
        letGo.letGo(history, oldest.offset());
        bytes -= oldest.cost();
    }

    private void emptied(TopicHistory history) {
        visits.remove(history);
        letGo.emptied(history);
    }

    private void keepWithinBytes() {
        while (bytes > bytesMax || letGo.emptiedBytes() > bytesMax / EMPTIED_PART) {
            if (letGo.emptiedCount() > 0) {
                forgetEmptied();
            } else {
                leave(order.nextToLeave().history());
            }
        }
    }

    private void forgetEmptied() {
        forget(letGo.firstEmptied());
    }

    /** The oldest of a topic leaves, and nothing follows it. */
    private void leave(TopicHistory history) {
        letGoOldest(history);
        if (history.isEmpty()) {
            emptied(history);
        }
    }

    /** The id of the newest publication that has one; offset 0 before the first. */
    public synchronized MessageId newest() {
        return id(newest);
    }

    /** Whether an id was given out by this log, or may be in time. */
    public boolean isOfThisRun(MessageId id) {
        return id.epoch().equals(epoch);
    }

    /**
     * Refuses a start that no client can have received from this node.
     *
     * @throws InvalidStart when it names a publication that has yet to be numbered
     */
    public void require(Start start) {
        if (start instanceof Start.Since(MessageId id) && isOfThisRun(id)) {
            MessageId newestId = newest();
            // Where nodes share the order, another may be ahead of this one.
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

    /** What was read as a publication to send, under its id; made anew by each call. */
    public Publication publication(Remembered remembered) {
        return remembered.publication(epoch);
    }

    public MessageId id(long offset) {
        return new MessageId(epoch, offset);
    }

    /**
     * Whether nothing that the selection matches and that is newer than {@code after} has left the log. It may be wrongly
     * false where a bound was reached, and is never wrongly true. Of a topic that is not remembered everything has left.
     */
    public boolean isComplete(Selection selection, long after) {
        return loss(selection, after).isEmpty();
    }

    private synchronized Optional<Loss> loss(Selection selection, long after) {
        return selection.topics().isEmpty()
                ? letGo.loss(selection, after)
                : selection.topics().stream()
                        .flatMap(topic ->
                                loss(topic, after).stream().filter(loss -> selection.misses(topic, loss.through())))
                        .max(Comparator.comparingLong(Loss::through));
    }

    private Optional<Loss> loss(TopicName topic, long after) {
        TopicHistory history = histories.get(topic);
        if (history != null) {
            return loss(history.letGoThrough(), after, history.rule().topics());
        }
        return rules.ruleFor(topic)
                .map(rule -> loss(letGo.through(rule), after, rule.topics()))
                .orElseGet(() -> Optional.of(new Loss(MessageId.OFFSET_MAX, TopicPattern.of(topic))));
    }

    private static Optional<Loss> loss(long through, long after, TopicPattern topics) {
        return through > after ? Optional.of(new Loss(through, topics)) : Optional.empty();
    }

    /**
     * The offset behind which the newest {@code count} publications that the selection matches begin, or all of them.
     * A pattern that matches few of many entries may yield fewer if there are also many topics.
     *
     * @param upTo the offset of the newest one that counts
     */
    public long startOfLast(Selection selection, int count, long upTo) {
        LookBack lookBack = new LookBack(selection, count, upTo);
        boolean more = true;
        while (more) {
            more = goOn(lookBack, selection);
        }
        if (lookBack.hasFoundFew()) {
            lookBack.passOverMore();
            goOnAmongTopics(lookBack, selection);
        }
        return lookBack.start();
    }

    private synchronized boolean goOn(LookBack lookBack, Selection selection) {
        return lookBack.goOn(entries(selection));
    }

    /** Few topics are found sooner than few entries. */
    private synchronized void goOnAmongTopics(LookBack lookBack, Selection selection) {
        if (histories.size() <= TOPICS_EXAMINED_MAX) {
            Entries wanted = new MergedEntries(histories.values().stream()
                    .filter(history -> selection.wants(history.topic(), MessageId.OFFSET_MAX, true))
                    .toList());
            boolean more = true;
            while (more) {
                more = lookBack.goOn(wanted);
            }
        }
    }

    /**
     * Reads one piece: adds to {@code into}, in the order of ids, entries behind {@code after} and up to {@code upTo} that
     * the selection matches, at least one if there is one near enough.
     *
     * @param upTo at most the offset of the newest
     * @param messagesMax at least 1
     * @param bytesMax of payload; one that is larger comes alone
     * @return how far this came, to {@code upTo} when there is no more, and what was not there any more
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
     * Reads one piece of the last values as of an offset, as {@link #read} does. That of a topic with a newer publication is not
     * among them.
     *
     * @param ofEpoch whose offsets these are
     * @param upTo through which this log has the order, or further than the newest where no more is remembered
     * @return how far this came, to {@code upTo} when there is no more; empty where the log is of another epoch
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
     * Lets go of what is too old; to be called once a second. Each call visits a tenth of the topics, so an entry leaves ten
     * seconds late at most.
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
            if (history.mustLetGo(now)) {
                leave(history);
            } else {
                visits.goOn();
                left--;
            }
        }
        keepWithinBytes();
        return visits.size() > 0 ? left : 0;
    }

    /** Publications that it holds. */
    public synchronized long messageCount() {
        return order.count();
    }

    /** Topics that it holds something of. */
    public synchronized long topicCount() {
        return histories.size() - (long) letGo.emptiedCount();
    }

    /** What it holds counts for so many bytes of memory. */
    public synchronized long bytes() {
        return bytes;
    }

    /** At most so many. */
    public long bytesMax() {
        return bytesMax;
    }
}
