package dev.carillon.outbox;

import dev.carillon.hub.Batch;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.topic.TopicName;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The frames that wait for a slow peer: references to shared renderings, never copies, and how much of the first frame
 * has left. A connection has an outbox only after an incomplete send, or while it catches up from the log.
 *
 * <p>Beyond the limit of its {@link OutboxBudget}, the policies of the topics decide which publications are dropped. A
 * frame that has begun to leave, and a frame that is not a publication, is never dropped. If nothing may be dropped,
 * {@code add} returns false: then the peer must be disconnected.
 */
public final class Outbox {
    private static final int NONE = -1;

    private final OutboxBudget budget;
    private @Nullable QueuedFrame first;
    private @Nullable QueuedFrame last;
    /** The last urgent frame; null if none waits. */
    private @Nullable QueuedFrame lastUrgent;
    /** The oldest frame that may be dropped for a newer one; null if there is none. */
    private @Nullable QueuedFrame firstToDrop;
    /** The frames that newer publications of the same topic replace; null until there is one. */
    private @Nullable Map<TopicName, QueuedFrame> latest;
    /** The position in the log from which the connection reads when this is empty; null if it is live. */
    private @Nullable Cursor cursor;

    private int sentOfFirst;
    private int leftToLog = NONE;
    private int missed;
    private int era;
    private int lastTakenSecond;
    /** Bytes that the kernel held for the peer at the last check; below 0 if unknown. */
    private int heldByKernel = -1;

    private long bytes;
    private boolean finishing;
    private boolean draining;
    private boolean closed;

    public Outbox(OutboxBudget budget) {
        this.budget = budget;
        this.lastTakenSecond = budget.nowSeconds();
        budget.opened();
    }

    /** Bytes that have not left, with the overhead of each frame; 0 when nothing waits. */
    public long bytes() {
        return bytes;
    }

    public boolean isEmpty() {
        return first == null;
    }

    /** Whether the output is closed when this is empty. */
    public boolean isFinishing() {
        return finishing;
    }

    /** Accepts nothing more. */
    public void finishWhenEmpty() {
        finishing = true;
        cursor(null);
    }

    /** Whether new frames must wait, because other frames wait or nothing more is accepted. */
    public boolean mustQueue() {
        return first != null || finishing;
    }

    /** Whether the connection reads remembered publications from the log instead of receiving them live. */
    public boolean isCatchingUp() {
        return cursor != null;
    }

    public Optional<Cursor> cursor() {
        return Optional.ofNullable(cursor);
    }

    /** The connection now reads remembered publications from the log, starting at {@code from}. */
    public void catchUp(Cursor from) {
        if (!finishing) {
            cursor(from);
        }
    }

    /** The connection receives remembered publications live again. */
    public void goLive() {
        cursor(null);
    }

    private void cursor(@Nullable Cursor next) {
        if (cursor == null && next != null) {
            budget.catchUpBegun();
        } else if (cursor != null && next == null) {
            budget.catchUpEnded();
        }
        cursor = next;
    }

    /** Everything has left: the cursor, if any, may continue. */
    public void notifyCursor() {
        if (cursor != null) {
            cursor.onWritable();
        }
    }

    /** Whether input of the peer is not read until this is empty. */
    public boolean isDraining() {
        return draining;
    }

    public void drainFirst() {
        draining = true;
    }

    /** Drops everything, when the connection ends or nothing waits any more. */
    public void close() {
        if (!closed) {
            closed = true;
            finishing = true;
            grow(-bytes);
            first = null;
            last = null;
            lastUrgent = null;
            firstToDrop = null;
            latest = null;
            cursor(null);
            budget.closed();
        }
    }

    // ---- adding: false when the peer must be disconnected

    /** Adds {@code frame}, which is not a publication. */
    public boolean add(byte[] frame) {
        if (finishing) {
            return true;
        }
        era++;
        return addWhole(frame, null, SlowReaderPolicy.DISCONNECT);
    }

    /** Adds {@code frame}, of which {@code sent} bytes have left; only valid for the first frame of an empty outbox. */
    void addBegun(byte[] frame, int sent) {
        addBegun(frame, SlowReaderPolicy.DISCONNECT, sent);
    }

    private void addBegun(byte[] frame, SlowReaderPolicy policy, int sent) {
        QueuedFrame begun = new QueuedFrame(frame, null, policy, era);
        append(begun);
        sentOfFirst = sent;
        grow(-sent);
        keepFromDropping(begun);
    }

    /** Adds a partly sent frame that is not shared. Returns false if the peer must be disconnected. */
    public boolean addFirst(byte[] frame, int sent) {
        addBegun(frame, sent);
        return budget.mayKeepWhileDraining(bytes);
    }

    /** Adds {@code frame} before all frames that have not begun to leave, except earlier urgent ones. */
    public boolean addUrgent(byte[] frame) {
        if (finishing) {
            return true;
        }
        freeSpaceFor(frame);
        if (!mayKeepPeer()) {
            return false;
        }
        QueuedFrame urgent = new QueuedFrame(frame, null, SlowReaderPolicy.DISCONNECT, era);
        QueuedFrame begun = sentOfFirst > 0 ? first : null;
        insertBehind(lastUrgent != null ? lastUrgent : begun, urgent);
        lastUrgent = urgent;
        return true;
    }

    /**
     * Adds the frames of {@code batch} in the range {@code from} to {@code to}, less the {@code sent} bytes that have
     * left, as their policies permit. After the first frame whose policy is to catch up, remembered publications are
     * not added; {@link #behind} returns where they begin.
     */
    public boolean add(Batch batch, int from, int to, int sent) {
        leftToLog = NONE;
        int skip = sent;
        for (int i = from; i < to && !finishing; i++) {
            byte[] frame = batch.frame(i);
            if (skip >= frame.length) {
                skip -= frame.length;
            } else if (skip > 0) {
                addBegun(frame, batch.slowReaderPolicy(i), skip);
                skip = 0;
            } else if (!isForTheLog(batch, i)
                    && !add(frame, batch.publication(i).topic(), batch.slowReaderPolicy(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean isForTheLog(Batch batch, int index) {
        if (!batch.isRemembered(index)) {
            return false;
        }
        if (cursor == null && leftToLog == NONE && batch.slowReaderPolicy(index).readsTheLog()) {
            leftToLog = index;
        }
        return cursor != null || leftToLog != NONE;
    }

    /**
     * The offset up to which everything was sent or added, if the last {@link #add(Batch, int, int, int)} left
     * publications to the log.
     */
    public OptionalLong behind(Batch batch) {
        return leftToLog == NONE
                ? OptionalLong.empty()
                : OptionalLong.of(batch.publication(leftToLog).offset() - 1);
    }

    private boolean add(byte[] frame, TopicName topic, SlowReaderPolicy policy) {
        return switch (policy) {
            // A publication with this policy comes here only if the log does not have it.
            case DISCONNECT, CATCH_UP, CATCH_UP_OR_DISCONNECT -> addWhole(frame, null, policy);
            case DROP_OLDEST -> {
                freeSpaceFor(frame);
                append(new QueuedFrame(frame, topic, policy, era));
                yield true;
            }
            case DROP_NEWEST -> {
                freeSpaceFor(frame);
                if (isEmpty() || !isTooMuch(frame)) {
                    append(new QueuedFrame(frame, topic, policy, era));
                } else {
                    drop(policy);
                }
                yield true;
            }
            case LATEST -> addLatest(frame, topic);
        };
    }

    private boolean addWhole(byte[] frame, @Nullable TopicName topic, SlowReaderPolicy policy) {
        freeSpaceFor(frame);
        if (!mayKeepPeer()) {
            return false;
        }
        append(new QueuedFrame(frame, topic, policy, era));
        return true;
    }

    /**
     * Takes the place of the older publication, so that a topic with many publications is not delayed behind others. If
     * an answer came between them, the newer one goes to the end, because the answer may concern this subscription.
     */
    private boolean addLatest(byte[] frame, TopicName topic) {
        QueuedFrame older = latest == null ? null : latest.get(topic);
        if (older != null) {
            drop(SlowReaderPolicy.LATEST);
            if (older.era == era && (frame.length <= older.frame.length || mayKeepPeer())) {
                grow((long) frame.length - older.frame.length);
                older.frame = frame;
                return true;
            }
            unlink(older);
        }
        return addWhole(frame, topic, SlowReaderPolicy.LATEST);
    }

    /** Drops publications that may be dropped. */
    private void freeSpaceFor(byte[] frame) {
        while (firstToDrop != null && isTooMuch(frame)) {
            unlink(firstToDrop);
            drop(SlowReaderPolicy.DROP_OLDEST);
        }
    }

    private void drop(SlowReaderPolicy policy) {
        budget.drop(policy);
        missed++;
    }

    /** Returns the number of publications dropped since the last call. */
    public int takeMissed() {
        int taken = missed;
        missed = 0;
        return taken;
    }

    private boolean isTooMuch(byte[] frame) {
        return bytes + frame.length + QueuedFrame.BYTES > budget.bound();
    }

    private boolean mayKeepPeer() {
        return isEmpty() || (draining ? budget.mayKeepWhileDraining(bytes) : budget.mayKeep(bytes, lastTakenSecond));
    }

    /** Whether the peer has more than its limit, so that its progress must be checked. */
    public boolean isBeyondBound() {
        return !draining && bytes > budget.bound();
    }

    /**
     * Sets how many bytes the kernel holds for the peer, below 0 if unknown. Fewer than last time are progress: on a
     * slow link the kernel may take nothing for longer than a peer may stall, while its own buffer drains.
     */
    public void kernelHolds(int bytesHeld) {
        if (bytesHeld >= 0 && bytesHeld < heldByKernel) {
            lastTakenSecond = budget.nowSeconds();
        }
        heldByKernel = bytesHeld;
    }

    /** Whether a peer without droppable frames has stalled. Must also be checked while nothing is added. */
    public boolean isStalled() {
        return !draining
                && budget.isStalled(bytes, lastTakenSecond)
                && budget.isStalled(undroppableBytes(), lastTakenSecond);
    }

    private long undroppableBytes() {
        long sum = 0;
        for (QueuedFrame waiting = first; waiting != null; waiting = waiting.behind) {
            sum += switch (waiting.policy) {
                case DISCONNECT, LATEST, CATCH_UP, CATCH_UP_OR_DISCONNECT -> waiting.cost();
                case DROP_OLDEST, DROP_NEWEST -> 0;
            };
        }
        return sum;
    }

    // ---- sending

    /** The frame to send next, from {@link #sentOfFirst()} on. */
    public byte[] first() {
        return Objects.requireNonNull(first).frame;
    }

    public int sentOfFirst() {
        return sentOfFirst;
    }

    /** Removes {@code count} bytes that have left from the front. */
    public void sent(int count) {
        if (count == 0) {
            return;
        }
        lastTakenSecond = budget.nowSeconds();
        int left = sentOfFirst + count;
        grow(-count);
        while (first != null && left >= first.frame.length) {
            left -= first.frame.length;
            grow(first.frame.length);
            unlink(first);
        }
        sentOfFirst = left;
        if (first != null && left > 0) {
            keepFromDropping(first);
        }
    }

    /** Copies as much as fits into {@code target} at its position, without removing it. */
    public void peek(ByteBuffer target) {
        int skip = sentOfFirst;
        for (QueuedFrame waiting = first; waiting != null && target.hasRemaining(); waiting = waiting.behind) {
            int length = Math.min(waiting.frame.length - skip, target.remaining());
            target.put(waiting.frame, skip, length);
            skip = 0;
        }
    }

    // ---- the linked list

    private void append(QueuedFrame waiting) {
        insertBehind(last, waiting);
        if (waiting.policy == SlowReaderPolicy.DROP_OLDEST && firstToDrop == null) {
            firstToDrop = waiting;
        }
        if (waiting.policy == SlowReaderPolicy.LATEST && waiting.topic != null) {
            if (latest == null) {
                latest = new HashMap<>();
            }
            latest.put(waiting.topic, waiting);
        }
    }

    /** Inserts after {@code ahead}, or at the front if it is null. */
    private void insertBehind(@Nullable QueuedFrame ahead, QueuedFrame waiting) {
        QueuedFrame next = ahead == null ? first : ahead.behind;
        waiting.before = ahead;
        waiting.behind = next;
        if (ahead == null) {
            first = waiting;
        } else {
            ahead.behind = waiting;
        }
        if (next == null) {
            last = waiting;
        } else {
            next.before = waiting;
        }
        grow(waiting.cost());
    }

    @SuppressWarnings("ReferenceEquality") // identity is meant
    private void unlink(QueuedFrame waiting) {
        keepFromDropping(waiting);
        if (waiting == lastUrgent) {
            lastUrgent = null;
        }
        if (waiting.before == null) {
            first = waiting.behind;
        } else {
            waiting.before.behind = waiting.behind;
        }
        if (waiting.behind == null) {
            last = waiting.before;
        } else {
            waiting.behind.before = waiting.before;
        }
        grow(-waiting.cost());
    }

    /** Called when a frame has begun to leave, or was removed: it can no longer be dropped or replaced. */
    @SuppressWarnings("ReferenceEquality")
    private void keepFromDropping(QueuedFrame waiting) {
        if (waiting == firstToDrop) {
            QueuedFrame next = waiting.behind;
            while (next != null && next.policy != SlowReaderPolicy.DROP_OLDEST) {
                next = next.behind;
            }
            firstToDrop = next;
        }
        if (latest != null && waiting.topic != null) {
            latest.remove(waiting.topic, waiting);
        }
    }

    private void grow(long delta) {
        bytes += delta;
        budget.add(delta);
    }
}
