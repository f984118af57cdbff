package dev.carillon.log;

import dev.carillon.log.HistoryRules.Rule;
import dev.carillon.topic.TopicName;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The remembered publications of one topic: the newest ones, without a gap, since the oldest are removed first. They
 * are in a ring that grows by a quarter, and shrinks when three quarters of it are free.
 */
final class TopicHistory implements Entries {
    /**
     * The bytes that are counted for a topic, without its name's characters and its entries: this object, its entries
     * in the maps, and the objects of its name.
     */
    static final long BYTES = 240;

    static final int NOT_VISITED = -1;

    private static final int SHRINK_ABOVE = 16;
    private static final @Nullable Remembered[] NONE = {};

    private final TopicName topic;
    private Rule rule;
    private HistoryBounds bounds;

    private @Nullable Remembered[] ring = NONE;
    private int head;
    private int count;
    private long payloadBytes;

    /** The offset through which publications may have been removed. All entries are newer. */
    private long removedThrough;

    /** Its place in {@link Visits}. */
    private int visitPlace = NOT_VISITED;

    /** @param removedThrough the offset through which publications to this topic may have been removed before */
    TopicHistory(TopicName topic, Rule rule, long removedThrough) {
        this.topic = topic;
        this.rule = rule;
        this.bounds = rule.bounds().orElseThrow();
        this.removedThrough = removedThrough;
    }

    TopicName topic() {
        return topic;
    }

    Rule rule() {
        return rule;
    }

    /** Replaces the rule by one that also remembers the topic. */
    void rule(Rule next) {
        rule = next;
        bounds = next.bounds().orElseThrow();
    }

    boolean hasLastValue() {
        return rule.lastValue();
    }

    boolean hasAge() {
        return !bounds.age().isZero();
    }

    long removedThrough() {
        return removedThrough;
    }

    void removedThrough(long offset) {
        removedThrough = offset;
    }

    int visitPlace() {
        return visitPlace;
    }

    void visitPlace(int place) {
        visitPlace = place;
    }

    int count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The bytes that are counted for it, without its entries. */
    long cost() {
        return BYTES + 2L * topic.value().length();
    }

    Remembered oldest() {
        return at(0);
    }

    Remembered newest() {
        return at(count - 1);
    }

    @SuppressWarnings("ReferenceEquality") // the same object
    boolean isNewest(Remembered entry) {
        return count > 0 && newest() == entry;
    }

    /** Whether the bounds of the topic permit an entry of this size. A last value of any size is kept. */
    boolean permits(int bytes) {
        return bytes <= bounds.bytes() || hasLastValue();
    }

    /** Whether the oldest entry, if there is one, must be removed before one of this size can be added. */
    boolean mustShrinkFor(int bytes) {
        return count >= bounds.messages() || payloadBytes + bytes > bounds.bytes();
    }

    /**
     * Whether the oldest entry, if there is one, must be removed to satisfy the bounds. A last value of any size is
     * kept.
     */
    boolean isBeyondBounds() {
        return count > bounds.messages() || (payloadBytes > bounds.bytes() && count > (hasLastValue() ? 1 : 0));
    }

    /** Whether the oldest entry must be removed because of its age. A last value of any age is kept. */
    boolean mustExpire(long now) {
        return count > (hasLastValue() ? 1 : 0) && isTooOld(now);
    }

    private boolean isTooOld(long now) {
        return hasAge() && now - oldest().nanos() > bounds.age().toNanos();
    }

    void add(Remembered entry) {
        if (count == ring.length) {
            resize(Math.min(count + count / 4 + 1, Math.max(count + 1, bounds.messages())));
        }
        ring[slot(count)] = entry;
        count++;
        payloadBytes += entry.payloadBytes();
    }

    void removeOldest() {
        payloadBytes -= oldest().payloadBytes();
        ring[head] = null;
        head = slot(1);
        count--;
        if (count == 0) {
            resize(0);
        } else if (ring.length > SHRINK_ABOVE && count < ring.length / 4) {
            resize(count + count / 4 + 1);
        }
    }

    @Override
    public void showBehind(long offset, Predicate<Remembered> reader) {
        for (int index = firstBehind(offset); index < count && reader.test(at(index)); index++) {}
    }

    @Override
    public void showBackFrom(long offset, Predicate<Remembered> reader) {
        for (int index = firstBehind(offset) - 1; index >= 0 && reader.test(at(index)); index--) {}
    }

    int firstBehind(long offset) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle).offset() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    Remembered at(int index) {
        return Objects.requireNonNull(ring[slot(index)]);
    }

    private int slot(int index) {
        int slot = head + index;
        return slot < ring.length ? slot : slot - ring.length;
    }

    private void resize(int length) {
        @Nullable Remembered[] old = ring;
        @Nullable Remembered[] resized = length == 0 ? NONE : new Remembered[length];
        int ahead = Math.min(count, old.length - head);
        System.arraycopy(old, head, resized, 0, ahead);
        System.arraycopy(old, 0, resized, ahead, count - ahead);
        ring = resized;
        head = 0;
    }
}
