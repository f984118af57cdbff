package dev.carillon.hub;

import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Busy;
import dev.carillon.publication.PublishResult.Outcome;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts and limits what is pending on one loop or on its way to it. A publisher that is faster than the sockets is
 * refused before the process runs out of memory. New publications are refused, and old ones are not dropped: the
 * publisher can still be informed, and accepted publications are not lost.
 *
 * <p>The thread that accepts a publication reserves space, because it must answer at once. This counter is the only
 * part of a hub that other threads use, once for each publication.
 *
 * <p>A publication counts its payload once, and not once for each audience, because all share it. Each form in which
 * it is rendered needs the same memory again, which is not counted. Its entries in the queues of audiences are counted when their number is known,
 * which may exceed the limit: a reserved publication is never refused.
 */
final class Backlog {
    /**
     * The memory of a publication without its payload; without it, the number of empty publications would be unlimited.
     */
    private static final long PUBLICATION_BYTES = 128;

    /** An entry in the queue of an audience. */
    private static final long AUDIENCE_BYTES = 8;

    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong();

    Backlog(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    long bytes() {
        return bytes.get();
    }

    /** Any thread may call this. */
    Outcome reserve(Publication publication) {
        long cost = cost(publication);
        long before = bytes.get();
        while (before + cost <= bytesMax) {
            if (bytes.compareAndSet(before, before + cost)) {
                return PublishResult.TAKEN;
            }
            before = bytes.get();
        }
        return new Busy(before, bytesMax);
    }

    /** Releases a reserved publication that has no audience. Any thread may call this. */
    void cancel(Publication publication) {
        releaseBytes(cost(publication));
    }

    /** Counts a reserved publication that has this many audiences. */
    Pending add(Publication publication, int audiences) {
        long places = audiences * AUDIENCE_BYTES;
        bytes.addAndGet(places);
        return new Pending(publication, cost(publication) + places, audiences);
    }

    /** One audience has sent it. Returns true for the last one. */
    boolean release(Pending pending) {
        pending.audiences--;
        if (pending.audiences > 0) {
            return false;
        }
        releaseBytes(pending.cost);
        return true;
    }

    private void releaseBytes(long cost) {
        long left = bytes.addAndGet(-cost);
        assert left >= 0 : "expected at most the reserved bytes to be released, but " + -left + " bytes more were";
    }

    private static long cost(Publication publication) {
        return publication.payload().bytes().length + PUBLICATION_BYTES;
    }
}
