package dev.carillon.hub;

import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Busy;
import dev.carillon.publication.PublishResult.Outcome;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All that is pending on one loop, or on its way to it, and its bound: a publisher that outruns the sockets is refused
 * before it runs the process out of memory. Refusing new publications, and not dropping old ones, is right here, because
 * the publisher can still be told, and because what was accepted is then lost to nobody.
 *
 * <p>Room is reserved by the thread that takes the publication, since it must answer at once: this counter is the one
 * thing of a hub that other threads touch, once a publication.
 *
 * <p>A publication costs its payload once, not once an audience, since all share it; what its renderings take comes on
 * top, up to as much again for each form in use. Its places in the queues of audiences are counted once they are known,
 * which may exceed the bound: what was reserved is never refused.
 */
final class Backlog {
    /** What a publication takes besides its payload; without it, empty ones would be without bound. */
    private static final long PUBLICATION_BYTES = 128;

    /** A place in the queue of an audience. */
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

    /** For a publication that was reserved and is for nobody. Any thread may call this. */
    void cancel(Publication publication) {
        giveBack(cost(publication));
    }

    /** For a publication that was reserved and is for this many audiences. */
    Pending add(Publication publication, int audiences) {
        long places = audiences * AUDIENCE_BYTES;
        bytes.addAndGet(places);
        return new Pending(publication, cost(publication) + places, audiences);
    }

    /** One audience is done with it. True for the last. */
    boolean release(Pending pending) {
        pending.audiences--;
        if (pending.audiences > 0) {
            return false;
        }
        giveBack(pending.cost);
        return true;
    }

    private void giveBack(long cost) {
        long left = bytes.addAndGet(-cost);
        assert left >= 0 : "expected at most the reserved bytes to be released, but " + -left + " bytes more were";
    }

    private static long cost(Publication publication) {
        return publication.payload().bytes().length + PUBLICATION_BYTES;
    }
}
