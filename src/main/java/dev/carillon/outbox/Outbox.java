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
 * What waits for a peer that takes less than it is sent: references to shared renderings, never copies, and how much
 * of the first has left already. A connection has none until a send comes up short, or until it catches up from the log.
 *
 * <p>Beyond the bound of its {@link OutboxBudget} the policies of the topics decide what is left out; a frame that has
 * begun to leave and whatever is no publication never is. Where nothing may be left out, {@code add} says no: then the
 * peer is to be given up.
 */
public final class Outbox {
    private static final int NONE = -1;

    private final OutboxBudget budget;
    private @Nullable QueuedFrame first;
    private @Nullable QueuedFrame last;
    /** The last of those that went ahead of the others; null where none waits. */
    private @Nullable QueuedFrame lastUrgent;
    /** The first that would make room for a newer one; null where none would. */
    private @Nullable QueuedFrame firstToDrop;
    /** What newer publications of the same topic replace; null until there is one. */
    private @Nullable Map<TopicName, QueuedFrame> latest;
    /** Where the connection reads on in the log when this is empty; null where it takes what comes. */
    private @Nullable Cursor cursor;

    private int sentOfFirst;
    private int leftToLog = NONE;
    private int missed;
    private int era;
    private int lastTakenSecond;
    /** Bytes that the kernel held for the peer when that was last looked at; below 0 where that is not known. */
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

    /** What has yet to leave, with what keeping it costs; 0 when nothing waits. */
    public long bytes() {
        return bytes;
    }

    public boolean isEmpty() {
        return first == null;
    }

    /** Whether our side ends as soon as this is empty. */
    public boolean isFinishing() {
        return finishing;
    }

    /** From now on nothing more is taken. */
    public void finishWhenEmpty() {
        finishing = true;
        cursor(null);
    }

    /** Whether what is sent now has to wait, since something else does, or since nothing more is taken. */
    public boolean makesWait() {
        return first != null || finishing;
    }

    /** Whether the connection reads remembered publications from the log, and not as they come. */
    public boolean isCatchingUp() {
        return cursor != null;
    }

    public Optional<Cursor> cursor() {
        return Optional.ofNullable(cursor);
    }

    /** Has the connection read remembered publications from the log, from where {@code from} stands. */
    public void catchUp(Cursor from) {
        if (!finishing) {
            cursor(from);
        }
    }

    /** The connection takes remembered publications as they come. */
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

    /** All has left: the cursor may go on, where there is one. */
    public void tellOfRoom() {
        if (cursor != null) {
            cursor.onRoom();
        }
    }

    /** Whether nothing is read of the peer until this is empty. */
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

    // ---- what comes in: true unless the peer is to be given up

    /** Keeps {@code frame}, which is no publication. */
    public boolean add(byte[] frame) {
        if (finishing) {
            return true;
        }
        era++;
        return addWhole(frame, null, SlowReaderPolicy.DISCONNECT);
    }

    /** Keeps {@code frame}, of which {@code sent} bytes have left; these can only be an empty outbox's first. */
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

    /** The same for a frame that is nobody else's, if there is room for it on the lane. */
    public boolean addFirst(byte[] frame, int sent) {
        addBegun(frame, sent);
        return budget.mayKeepWhileDraining(bytes);
    }

    /** Keeps {@code frame} ahead of all that has not begun to leave, but for those that this was called with before. */
    public boolean addUrgent(byte[] frame) {
        if (finishing) {
            return true;
        }
        makeRoomFor(frame);
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
     * Keeps the frames of {@code batch} from {@code from} on and before {@code to}, less the {@code sent} bytes of them
     * that have left, as far as their policies say so. From the first whose policy is to catch up, those that are remembered
     * are not kept, whatever their policy: {@link #behind} says from where on.
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

    /** The offset up to which all has been sent or is here, where the last {@link #add(Batch, int, int, int)} left some to the log. */
    public OptionalLong behind(Batch batch) {
        return leftToLog == NONE
                ? OptionalLong.empty()
                : OptionalLong.of(batch.publication(leftToLog).offset() - 1);
    }

    private boolean add(byte[] frame, TopicName topic, SlowReaderPolicy policy) {
        return switch (policy) {
            // What is to be read from the log comes here only where the log does not have it.
            case DISCONNECT, CATCH_UP, CATCH_UP_OR_DISCONNECT -> addWhole(frame, null, policy);
            case DROP_OLDEST -> {
                makeRoomFor(frame);
                append(new QueuedFrame(frame, topic, policy, era));
                yield true;
            }
            case DROP_NEWEST -> {
                makeRoomFor(frame);
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
        makeRoomFor(frame);
        if (!mayKeepPeer()) {
            return false;
        }
        append(new QueuedFrame(frame, topic, policy, era));
        return true;
    }

    /**
     * In the place of the older one, so that a topic whose publications come fast has its turn like any other; but never
     * ahead of an answer that came between them, which may be about this very subscription.
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

    /** At the expense of what may be dropped. */
    private void makeRoomFor(byte[] frame) {
        while (firstToDrop != null && isTooMuch(frame)) {
            unlink(firstToDrop);
            drop(SlowReaderPolicy.DROP_OLDEST);
        }
    }

    private void drop(SlowReaderPolicy policy) {
        budget.drop(policy);
        missed++;
    }

    /** How many publications were left out since this was last asked. */
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

    /** Whether the progress rule will ask about this peer, unless more leaves. */
    public boolean isBeyondBound() {
        return !draining && bytes > budget.bound();
    }

    /**
     * The kernel holds so many bytes for the peer, below 0 where that is not known. Fewer than last time are progress: a
     * slow link empties the kernel's buffer for longer than a peer may stand still, before the kernel takes more of us.
     */
    public void kernelHolds(int bytesHeld) {
        if (bytesHeld >= 0 && bytesHeld < heldByKernel) {
            lastTakenSecond = budget.nowSeconds();
        }
        heldByKernel = bytesHeld;
    }

    /** Whether the progress rule says no, for what is never left out: to be asked also where nothing more comes in. */
    public boolean isStalled() {
        return !draining
                && budget.isStalled(bytes, lastTakenSecond)
                && budget.isStalled(bytesNeverLeftOut(), lastTakenSecond);
    }

    private long bytesNeverLeftOut() {
        long sum = 0;
        for (QueuedFrame waiting = first; waiting != null; waiting = waiting.behind) {
            sum += switch (waiting.policy) {
                case DISCONNECT, LATEST, CATCH_UP, CATCH_UP_OR_DISCONNECT -> waiting.cost();
                case DROP_OLDEST, DROP_NEWEST -> 0;
            };
        }
        return sum;
    }

    // ---- what goes out

    /** The frame to send next, from {@link #sentOfFirst()} on. */
    public byte[] first() {
        return Objects.requireNonNull(first).frame;
    }

    public int sentOfFirst() {
        return sentOfFirst;
    }

    /** Forgets {@code count} bytes from the front: they have left. */
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

    /** Copies as much as fits into {@code target}, from its position on, and removes nothing. */
    public void peek(ByteBuffer target) {
        int skip = sentOfFirst;
        for (QueuedFrame waiting = first; waiting != null && target.hasRemaining(); waiting = waiting.behind) {
            int length = Math.min(waiting.frame.length - skip, target.remaining());
            target.put(waiting.frame, skip, length);
            skip = 0;
        }
    }

    // ---- the line

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

    /** Behind {@code ahead}, or at the front where that is null. */
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

    @SuppressWarnings("ReferenceEquality") // it is about this very one
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

    /** It has begun to leave, or is no longer there. */
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
