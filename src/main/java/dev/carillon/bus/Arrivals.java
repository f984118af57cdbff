package dev.carillon.bus;

import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult.Taken;
import java.util.List;
import java.util.Optional;

/** Where a node takes what comes from the log that several nodes share, in its order. For one thread. */
public interface Arrivals {
    /** A publication of the shared log. */
    record Entry(Publication publication, Optional<KeyPart> key) {}

    /**
     * Remembers these and brings them to all loops; waits while a loop has no room for them.
     *
     * @param first the offset of the first of them; each other has the next one
     * @return how each was taken: with the first id of its key where it is a repetition, and not at all where its key came
     *     with other publications before
     */
    List<Optional<Taken>> arrived(long first, List<Entry> entries);

    /**
     * The shared log begins anew for this node: it has missed everything up to an offset.
     *
     * @param epoch names the order of what comes now
     * @param through at least the newest offset of this node
     */
    void restarted(String epoch, long through);

    /** The newest offset that this node has; 0 before the first. */
    long newest();
}
