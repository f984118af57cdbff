package dev.carillon.hub;

import dev.carillon.publication.Publication;

/**
 * All that is pending on this loop, and its bound: a publisher that outruns the sockets is refused before it runs the
 * process out of memory. Refusing new publications, and not dropping old ones, is right here, because the publisher can
 * still be told, and because what was accepted is then lost to nobody.
 *
 * <p>A publication costs its payload once, not once an audience, since all share it; what its renderings take comes on
 * top, up to as much again for each form in use.
 */
final class Backlog {
    /** What a publication takes besides its payload; without it, empty ones would be without bound. */
    private static final long PUBLICATION_BYTES = 128;

    /** A place in the queue of an audience. */
    private static final long AUDIENCE_BYTES = 8;

    private final long bytesMax;
    private long bytes;

    Backlog(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    long bytes() {
        return bytes;
    }

    boolean hasRoomFor(Publication publication, int audiences) {
        return bytes + cost(publication, audiences) <= bytesMax;
    }

    Pending add(Publication publication, int audiences) {
        Pending pending = new Pending(publication, cost(publication, audiences), audiences);
        bytes += pending.cost;
        return pending;
    }

    /** One audience is done with it. True for the last. */
    boolean release(Pending pending) {
        pending.audiences--;
        if (pending.audiences > 0) {
            return false;
        }
        bytes -= pending.cost;
        return true;
    }

    private static long cost(Publication publication, int audiences) {
        return publication.payload().bytes().length + PUBLICATION_BYTES + audiences * AUDIENCE_BYTES;
    }
}
