package dev.carillon.loadtest.client;

/** Sends the publications of one loop. The parameter {@code publisher} is the number of a publisher on this loop. */
interface PublicationSender {
    /** How many clients of the loop are publishers. */
    default int clients() {
        return 0;
    }

    /** Whether this publisher has a connection or can open one. */
    default boolean exists(int publisher) {
        return true;
    }

    /** Whether this publisher may send now: not too much of it waits for the server. */
    boolean isReady(int publisher);

    /** Whether the server has refused the first publications for a reason that will not change. */
    default boolean isRefused() {
        return false;
    }

    /** Sends a publication, at the latest with the next {@link #flush}. */
    void publish(int publisher, int topic, byte[] payload);

    /** Sends the waiting publications in one write, so that publications due at once reach the server together. */
    default void flush(int publisher) {}

    default void close() {}
}
