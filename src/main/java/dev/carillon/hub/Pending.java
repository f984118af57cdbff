package dev.carillon.hub;

import dev.carillon.publication.Publication;

/**
 * One publication on this loop, until the last of its audiences has it. It is counted once however many audiences wait
 * for it, and only so the last write is known: worth one small object a publication.
 */
final class Pending {
    final Publication publication;

    /** What it counts against the bound; see {@link Backlog}. */
    final long cost;

    /** Audiences that have yet to send it. */
    int audiences;

    Pending(Publication publication, long cost, int audiences) {
        this.publication = publication;
        this.cost = cost;
        this.audiences = audiences;
    }
}
