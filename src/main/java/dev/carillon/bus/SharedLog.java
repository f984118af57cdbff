package dev.carillon.bus;

import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Outcome;
import java.util.Optional;

/** The log that several nodes share: publications to remembered topics go through it to all of them. Thread-safe. */
public interface SharedLog {
    /**
     * Reserves space for the publication, if there is enough and the necessary nodes can be reached. Then {@link
     * #publish} or {@link #cancel} must follow.
     */
    Outcome reserve(Publication publication);

    void cancel(Publication publication);

    /**
     * Adds a publication for which space was reserved; those of one thread stay in order. Each node receives it through
     * {@link Arrivals}.
     */
    PublishResult publish(Publication publication, Optional<KeyPart> key);

    /** Whether this node adds the publications that other code sends to every node. */
    boolean takesForAll();
}
