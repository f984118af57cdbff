package dev.carillon.log;

import dev.carillon.log.HistoryRules.Rule;
import dev.carillon.publication.MessageId;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The publications that a node remembers, in one order, and the source of that order.
 *
 * <p>One log serves all loops, and its monitor guards all of it: it is taken once for a publication and once for each piece
 * that a reader reads, and held for about a microsecond and at most a fraction of a millisecond. A log owned by one loop
 * would need no lock, but each publication would wait for a turn of that loop before it has an id.
 */
public final class Log {
    /** Entries that are looked at to find where the last ones of a pattern begin. */
    private static final int LOOKED_BACK_MAX = 100_000;

    /** {@link #expire} visits one of so many topics each time. */
    private static final int EXPIRY_ROUNDS = 10;

    /** What leaves or is visited at most before others have a turn at the lock. */
    private static final int EXPIRY_STEPS = 500;

    private final HistoryRules rules;
    private final long bytesMax;
    private final String epoch;
    private final LongSupplier nanoTime;

    private final Map<TopicName, TopicHistory> histories = new HashMap<>();
    private final Order order = new Order();
    private final LetGo letGo = new LetGo();

    /** Those whose entries leave by age. */
    private final List<TopicHistory> visited = new ArrayList<>();

    private int nextVisit;
    private long newest;
    private long bytes;

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

    /**
     * Numbers a publication and remembers it. Any thread may call.
     *
     * @param publication to a topic that is remembered
     * @param next receives the publication under its id, under the lock: so all are handed over in the order of their ids
     * @return its id
     */
    public synchronized MessageId append(Publication publication, Consumer<Publication> next) {
        TopicHistory history = history(publication.topic());
        newest++;
        MessageId id = new MessageId(epoch, newest);
        Payload payload = history.isEmpty()
                ? ContentTypes.shared(publication.payload())
                : ContentTypes.shared(publication.payload(), history.newest().payload());
        keep(history, new Remembered(history, payload, newest, nanoTime.getAsLong()));
        next.accept(publication.remembered(id));
        return id;
    }

    private TopicHistory history(TopicName topic) {
        TopicHistory known = histories.get(topic);
        if (known != null) {
            return known;
        }
        Rule rule = rules.ruleFor(topic)
                .orElseThrow(
                        () -> new IllegalArgumentException("expected a topic that is remembered, but was " + topic));
        TopicHistory history = new TopicHistory(topic, rule, letGo.through(rule));
        histories.put(topic, history);
        bytes += history.cost();
        if (history.hasAge()) {
            history.visitPlace(visited.size());
            visited.add(history);
        }
        return history;
    }

    private void keep(TopicHistory history, Remembered entry) {
        boolean fits = history.hasRoomFor(entry.payloadBytes()) && history.cost() + entry.cost() <= bytesMax;
        while (!history.isEmpty() && (!fits || history.mustLetGoFor(entry.payloadBytes(), entry.nanos()))) {
            letGo(history.oldest());
        }
        if (fits) {
            add(history, entry);
        } else {
            letGo.letGo(history, entry.offset());
            forgetIfEmpty(history);
        }
        while (bytes > bytesMax) {
            Remembered next = order.nextToLeave();
            letGo(next);
            forgetIfEmpty(next.history());
        }
    }

    private void add(TopicHistory history, Remembered entry) {
        if (!history.isEmpty()) {
            order.isLastValueNoMore(history.newest());
        }
        history.add(entry);
        order.add(entry);
        bytes += entry.cost();
    }

    /** It is the oldest of its topic, in each case. */
    private void letGo(Remembered entry) {
        order.remove(entry);
        entry.history().removeOldest();
        letGo.letGo(entry.history(), entry.offset());
        bytes -= entry.cost();
    }

    private void forgetIfEmpty(TopicHistory history) {
        if (!history.isEmpty()) {
            return;
        }
        letGo.forget(history);
        histories.remove(history.topic());
        bytes -= history.cost();
        if (history.visitPlace() >= 0) {
            TopicHistory last = visited.removeLast();
            if (history.visitPlace() < visited.size()) {
                visited.set(history.visitPlace(), last);
                last.visitPlace(history.visitPlace());
            }
        }
    }

    /** The id of the newest publication that has one; offset 0 before the first. */
    public synchronized MessageId newest() {
        return id(newest);
    }

    public MessageId id(long offset) {
        return new MessageId(epoch, offset);
    }

    /**
     * Whether nothing that the selection matches and that is newer than {@code after} has left the log. It may be wrongly
     * false where a bound was reached, and is never wrongly true. Of a topic that is not remembered everything has left.
     */
    public boolean isComplete(Selection selection, long after) {
        return letGoThrough(selection, after) <= after;
    }

    /**
     * The offset of the newest publication that the selection matches and that has left the log, where it is newer than
     * {@code after}; else one that is not newer. It may be too large, and is never too small.
     */
    public synchronized long letGoThrough(Selection selection, long after) {
        Optional<TopicName> only = selection.onlyTopic();
        return only.isPresent() ? letGoThrough(only.orElseThrow()) : letGo.through(selection, after);
    }

    private long letGoThrough(TopicName topic) {
        TopicHistory history = histories.get(topic);
        return history != null
                ? history.letGoThrough()
                : rules.ruleFor(topic).map(letGo::through).orElse(MessageId.OFFSET_MAX);
    }

    /**
     * The offset behind which the newest {@code count} publications begin that the selection wants, or as many as there are.
     * Of a pattern that wants few of many it may find fewer.
     *
     * @param upTo the offset of the newest one that counts
     */
    public synchronized long startOfLast(Selection selection, int count, long upTo) {
        LookBack lookBack = new LookBack(selection, count, LOOKED_BACK_MAX, upTo);
        entries(selection).showBackFrom(upTo, lookBack);
        return lookBack.start();
    }

    /**
     * Reads one piece: adds to {@code into}, in the order of ids, entries behind {@code after} and up to {@code upTo} that
     * the selection wants, at least one if there is one near enough.
     *
     * <p>To find out whether something is missing in the piece, ask {@link #isComplete} with the same {@code after} behind
     * this call, not ahead of it: another thread may append in between, and something leave.
     *
     * @param upTo at most the offset of the newest
     * @param messagesMax at least 1
     * @param bytesMax of payload; one that is larger comes alone
     * @return the offset through which the log has been read: {@code upTo} when there is no more
     */
    public synchronized long read(
            Selection selection, long after, long upTo, int messagesMax, long bytesMax, List<Remembered> into) {
        if (upTo > newest) {
            throw new IllegalArgumentException("expected to read up to at most " + newest + ", but was " + upTo);
        }
        Reading reading = new Reading(selection, upTo, messagesMax, bytesMax, into);
        if (selection.onlyTopic().isPresent()) {
            entries(selection).showBehind(after, reading);
        } else {
            order.showBehind(after, selection.lastValuesThrough(), reading);
        }
        return Math.max(after, reading.through());
    }

    private Entries entries(Selection selection) {
        return selection.onlyTopic().map(this::entries).orElse(order);
    }

    private Entries entries(TopicName topic) {
        TopicHistory history = histories.get(topic);
        return history != null ? history : Entries.NONE;
    }

    /**
     * Lets go of what is too old; to be called once a second. Each call visits a tenth of the topics, so an entry leaves ten
     * seconds late at most.
     */
    public void expire() {
        for (int left = (visitedCount() + EXPIRY_ROUNDS - 1) / EXPIRY_ROUNDS; left > 0; ) {
            left = expireSome(left);
        }
    }

    private synchronized int visitedCount() {
        return visited.size();
    }

    /** Returns how many topics are still to be visited. */
    private synchronized int expireSome(int topics) {
        long now = nanoTime.getAsLong();
        int left = topics;
        for (int step = 0; step < EXPIRY_STEPS && left > 0 && !visited.isEmpty(); step++) {
            nextVisit = nextVisit < visited.size() ? nextVisit : 0;
            TopicHistory history = visited.get(nextVisit);
            if (history.mustLetGo(now)) {
                letGo(history.oldest());
                forgetIfEmpty(history);
            } else {
                nextVisit++;
                left--;
            }
        }
        return visited.isEmpty() ? 0 : left;
    }

    /** Publications that it holds. */
    public synchronized long messageCount() {
        return order.count();
    }

    /** Topics that it holds something of. */
    public synchronized long topicCount() {
        return histories.size();
    }

    /** What it holds counts for so many bytes of memory. */
    public synchronized long bytes() {
        return bytes;
    }
}
