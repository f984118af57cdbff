package dev.carillon.hub;

import dev.carillon.publication.Publication;

/**
 * One publication on this loop, until the last of its audiences has sent it. It is counted once for all audiences, and
 * it detects the last write; this is worth one small object for each publication.
 */
final class Pending {
    final Publication publication;

    /** Its share of the limit; see {@link Backlog}. */
    final long cost;

    /** Audiences that have not sent it yet. */
    int audiences;

    Pending(Publication publication, long cost, int audiences) {
        this.publication = publication;
        this.cost = cost;
        this.audiences = audiences;
    }
}
