package dev.carillon.publication;

import dev.carillon.publication.PublishResult.Outcome;

/**
 * Receives publications for one loop. Space for a publication is reserved before it is delivered, so that the loop
 * never refuses it.
 */
public interface PublicationListener {
    /**
     * Reserves space for the publication, if there is enough. Then {@link #publish} or {@link #cancel} must follow. Any
     * thread may call this.
     */
    Outcome reserve(Publication publication);

    /** Releases the space of a publication that is not published. Any thread may call this. */
    void cancel(Publication publication);

    /**
     * The listener will not receive remembered publications up to {@code offset}. Only the listener's own loop may call
     * this.
     */
    default void startAt(long offset) {}

    /**
     * The order of remembered publications restarts after {@code offset}; earlier ones may exist that the listener will
     * not receive. Only the listener's own loop may call this.
     */
    default void restartAt(long offset) {
        startAt(offset);
    }

    /** Receives a publication for which space was reserved. Only the listener's own loop may call this. */
    void publish(Publication publication);
}
