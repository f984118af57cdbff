package dev.carillon.publication;

import dev.carillon.publication.PublishResult.Outcome;

/**
 * One loop's way in for publications: space for one is reserved before it is taken, so that the loop never refuses it.
 */
public interface PublicationListener {
    /**
     * Reserves space for the publication, if there is any. Then {@link #publish} or {@link #cancel} must follow. Any
     * thread may call this.
     */
    Outcome reserve(Publication publication);

    /** Releases the space of a publication that is not published. Any thread may call this. */
    void cancel(Publication publication);

    /**
     * What is remembered up to {@code offset} does not come to it any more. Only the listener's own loop may call this.
     */
    default void startAt(long offset) {}

    /**
     * The order of what is remembered begins anew behind {@code offset}: there may have been others that do not come
     * any more. Only the listener's own loop may call this.
     */
    default void restartAt(long offset) {
        startAt(offset);
    }

    /** Receives a publication for which space was reserved. Only the listener's own loop may call this. */
    void publish(Publication publication);
}
