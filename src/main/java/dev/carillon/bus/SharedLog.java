package dev.carillon.bus;

import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Outcome;
import java.util.Optional;

/**
 * The log that several nodes share: what is published to a remembered topic goes through it to all of them.
 * Thread-safe.
 */
public interface SharedLog {
    /**
     * Reserves space for the publication, if there is any and the nodes that are needed can be reached. Then {@link
     * #publish} or {@link #cancel} must follow.
     */
    Outcome reserve(Publication publication);

    void cancel(Publication publication);

    /**
     * Adds a publication for which room was reserved; of one thread in their order. Each node has it from {@link
     * Arrivals}.
     */
    PublishResult publish(Publication publication, Optional<KeyPart> key);

    /** Whether this node is the one that adds what other code sends to every node. */
    boolean takesForAll();
}
