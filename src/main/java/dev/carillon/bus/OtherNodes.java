package dev.carillon.bus;

import dev.carillon.publication.Publication;

/** Sends publications to the other nodes of a cluster. The room {@code cluster} implements it. */
@FunctionalInterface
public interface OtherNodes {
    /** For a node without a cluster. */
    OtherNodes NONE = publication -> {};

    /**
     * Sends a publication that this node accepted to each other node that may have a subscriber for it. Never waits.
     * Any thread may call this; the publications of one thread stay in order.
     */
    void tell(Publication publication);
}
