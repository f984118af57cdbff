package dev.carillon.hub;

import dev.carillon.publication.Rendering;
import java.util.function.Consumer;

/**
 * The publications that one audience must still send, and the progress of the walk over its members. An audience has
 * this object only while something is pending, so that a quiet topic needs no memory for it.
 *
 * <p>One batch is sent at a time. It is fixed when its walk begins; later publications wait for the next batch. The
 * walk visits every slot in order and may stop between any two. It removes empty slots on the way: slots before {@code
 * kept} have members that were visited, slots from {@code kept} to {@code walked} are free, and slots from {@code
 * walked} on have members and empty slots that are still to be visited. Meanwhile other code only appends members at
 * the end and empties slots.
 *
 * <p>Between two walks there is a pause. A publisher that waits until its last publication has arrived everywhere needs
 * this time to send the next one. Without a pause it would always miss the next batch, and its publication would need a
 * walk of its own.
 */
final class AudienceWalk {
    /** The pause is this fraction of the time of the walk, which is next to nothing for few members. */
    private static final int PAUSE_FRACTION = 32;

    private static final long PAUSE_MAX_NANOS = 2_000_000;

    private final PendingQueue queue = new PendingQueue();
    private final JoinMarks marks = new JoinMarks();

    private boolean underWay;

    private long beganNanos;
    private boolean hasWalked;
    private long pauseUntilNanos;

    /** The number after the last publication of the current batch. */
    private long batchEnd;

    private int walked;
    private int kept;

    /** The first mark that the walk has not reached; earlier marks count slots in the compacted part. */
    private int nextMark;

    /** The number of the first publication for members at this point of the walk. */
    private long start;

    PendingQueue queue() {
        return queue;
    }

    /** Members that join at this slot or later receive publications from the next one on. */
    void joinAt(int slot) {
        marks.add(slot, queue.end());
    }

    /** The number of the first publication that the member at this slot has not received. */
    long firstFor(int slot) {
        long had = underWay && slot < kept ? batchEnd : queue.first();
        return Math.max(had, marks.numberFor(slot));
    }

    /** The offset before the first remembered publication that the member at this slot has not received. */
    long deliveredThrough(int slot, long position) {
        for (long number = firstFor(slot); number < queue.end(); number++) {
            long offset = queue.get(number).publication.offset();
            if (offset != 0) {
                return offset - 1;
            }
        }
        return position;
    }

    /** Whether the pause before the next batch is not over. */
    boolean isPausing(TimeSlice slice) {
        return hasWalked && slice.now() - pauseUntilNanos < 0;
    }

    /** Begins a batch, or loads the current one again if another audience has used the memory meanwhile. */
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

    /** Continues the walk as far as the time slice permits. Returns true when all members were visited. */
    boolean walk(Members members, Batch batch, TimeSlice slice) {
        // Subscribers call the hub from inside deliver, so local variables must not hold state across that call.
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

    /** Removes the batch from the queue, because all members have it, and begins the pause. */
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
        pauseUntilNanos = now + Math.min((now - beganNanos) / PAUSE_FRACTION, PAUSE_MAX_NANOS);
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
