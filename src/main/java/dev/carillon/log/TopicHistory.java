package dev.carillon.log;

import dev.carillon.log.HistoryRules.Rule;
import dev.carillon.topic.TopicName;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one topic: always its newest publications without a gap, since the oldest leave first. They stand
 * in a ring that grows by a quarter and shrinks when three quarters are free.
 */
final class TopicHistory implements Entries {
    /** What a topic counts for beyond its name and its entries: this, its place in the maps, its name's objects. */
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

    /** The offset through which it may have let go of something; all of its entries are newer. */
    private long letGoThrough;

    /** Its place in {@link Visits}. */
    private int visitPlace = NOT_VISITED;

    /** @param letGoThrough what may have been let go of under this name before */
    TopicHistory(TopicName topic, Rule rule, long letGoThrough) {
        this.topic = topic;
        this.rule = rule;
        this.bounds = rule.bounds().orElseThrow();
        this.letGoThrough = letGoThrough;
    }

    TopicName topic() {
        return topic;
    }

    Rule rule() {
        return rule;
    }

    /** Another decides from now on; it remembers the topic. */
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

    long letGoThrough() {
        return letGoThrough;
    }

    void letGoThrough(long offset) {
        letGoThrough = offset;
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

    /** What it counts for in the bytes of the log, without its entries. */
    long cost() {
        return BYTES + 2L * topic.value().length();
    }

    Remembered oldest() {
        return at(0);
    }

    Remembered newest() {
        return at(count - 1);
    }

    @SuppressWarnings("ReferenceEquality") // the very entry
    boolean isNewest(Remembered entry) {
        return count > 0 && newest() == entry;
    }

    /** Whether the bounds of the topic permit an entry of this size. A last value is kept whatever its size. */
    boolean hasRoomFor(int bytes) {
        return bytes <= bounds.bytes() || hasLastValue();
    }

    /** Whether the oldest, where there is one, must leave before one of so many bytes can be added. */
    boolean mustLetGoFor(int bytes) {
        return count >= bounds.messages() || payloadBytes + bytes > bounds.bytes();
    }

    /** Whether the oldest, where there is one, must leave for the bounds to hold. A last value is kept whatever its size. */
    boolean isBeyondBounds() {
        return count > bounds.messages() || (payloadBytes > bounds.bytes() && count > (hasLastValue() ? 1 : 0));
    }

    /** Whether the oldest must leave because of its age. A last value stays however old it is. */
    boolean mustLetGo(long now) {
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
