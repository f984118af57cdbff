package dev.carillon.hub;

import dev.carillon.publication.Rendering;
import java.util.function.Consumer;

/**
 * What one audience has yet to be sent, and how far the walk over its members has come. An audience owns one only while
 * there is something to do, so that a quiet topic costs nothing for it.
 *
 * <p>One batch is under way at a time. It is fixed when its walk begins; what is published meanwhile waits for the next.
 * The walk visits every slot in order and may stop between any two. It closes holes as it goes: slots before
 * {@code kept} hold members that were visited, those from {@code kept} to {@code walked} nobody, and those from
 * {@code walked} on members and holes still to be visited. Meanwhile others only append members behind and make holes.
 *
 * <p>Between two walks there is a rest. A publisher that waits until its last one has arrived everywhere needs that time
 * to send the next: without a rest it would just miss each batch, and go alone in a walk of its own.
 */
final class AudienceWalk {
    /** The rest is this part of the time that the walk took, which is nothing for a few members. */
    private static final int REST_PART = 32;

    private static final long REST_MAX_NANOS = 2_000_000;

    private final PendingQueue queue = new PendingQueue();
    private final JoinMarks marks = new JoinMarks();

    private boolean underWay;

    private long beganNanos;
    private boolean hasWalked;
    private long restUntilNanos;

    /** The number behind the batch that is under way. */
    private long batchEnd;

    private int walked;
    private int kept;

    /** The first mark that the walk has not reached; those before it count slots in the closed part. */
    private int nextMark;

    /** The first publication for members at this place of the walk. */
    private long start;

    PendingQueue queue() {
        return queue;
    }

    /** Members at this slot or behind it join now: from the next publication on. */
    void joinAt(int slot) {
        marks.add(slot, queue.end());
    }

    /** The first publication that the member at this slot has not had. */
    long firstFor(int slot) {
        long had = underWay && slot < kept ? batchEnd : queue.first();
        return Math.max(had, marks.numberFor(slot));
    }

    /** The offset before that of the first remembered publication that the member at this slot has not had. */
    long deliveredThrough(int slot, long position) {
        for (long number = firstFor(slot); number < queue.end(); number++) {
            long offset = queue.get(number).publication.offset();
            if (offset != 0) {
                return offset - 1;
            }
        }
        return position;
    }

    /** Whether it is too early for the next batch. */
    boolean rests(TimeSlice slice) {
        return hasWalked && slice.now() - restUntilNanos < 0;
    }

    /** Begins a batch, or gets the one that is under way back into memory when another audience's has taken its place. */
    void load(Batch batch, Rendering rendering, TimeSlice slice) {
        if (batch.isOf(this)) {
            return;
        }
        if (!underWay) {
            beganNanos = slice.now();
        }
        long end = underWay ? batchEnd : queue.end();
        batchEnd = queue.first() + batch.load(this, queue, queue.first(), end, rendering);
        underWay = true;
    }

    /** Walks on as far as this time slice allows. True when all members were visited. */
    boolean walk(Members members, Batch batch, TimeSlice slice) {
        // Subscribers call the hub from inside deliver: nothing may be held over it in a local variable.
        while (walked < members.end()) {
            if (slice.isOver()) {
                return false;
            }
            slice.visit();
            passMarks();
            Subscriber subscriber = members.at(walked);
            members.move(walked++, kept);
            if (subscriber != null) {
                kept++;
                deliver(subscriber, batch, slice);
            }
        }
        return true;
    }

    /** Takes the batch out of the queue, now that all have it, and rests. */
    void endWalk(Members members, TimeSlice slice, Consumer<Pending> sent) {
        passMarks();
        members.endAt(kept);
        marks.forgetThrough(batchEnd);
        while (queue.first() < batchEnd) {
            sent.accept(queue.removeFirst());
        }
        underWay = false;
        hasWalked = true;
        long now = slice.now();
        restUntilNanos = now + Math.min((now - beganNanos) / REST_PART, REST_MAX_NANOS);
        walked = 0;
        kept = 0;
        nextMark = 0;
        start = 0;
    }

    /** Empties the queue. */
    void drain(Consumer<Pending> dropped) {
        while (!queue.isEmpty()) {
            dropped.accept(queue.removeFirst());
        }
    }

    private void deliver(Subscriber subscriber, Batch batch, TimeSlice slice) {
        int from = (int) Math.max(0, start - queue.first());
        if (from < batch.count()) {
            slice.delivered(batch.count() - from, batch.bytesFrom(from));
            subscriber.deliver(batch, from);
        }
    }

    private void passMarks() {
        while (nextMark < marks.count() && marks.slot(nextMark) <= walked) {
            start = marks.number(nextMark);
            marks.slot(nextMark, kept);
            nextMark++;
        }
    }
}
