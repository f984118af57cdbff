package dev.carillon.loadtest.client;

/** Sends publications of the publishers of one loop; {@code publisher} is the number of a publisher on this loop. */
interface PublicationSender {
    /** How many clients of the loop are publishers. */
    default int clients() {
        return 0;
    }

    /** Whether this publisher has a connection or can open one. */
    default boolean exists(int publisher) {
        return true;
    }

    /** Whether the server takes more from this publisher for now. */
    boolean isReady(int publisher);

    /** Whether the server has refused the first publications for a reason that will not change. */
    default boolean isRefused() {
        return false;
    }

    /** Sends it, at the latest with the next {@link #flush}. */
    void publish(int publisher, int topic, byte[] payload);

    /** Sends all publications that have not been sent: those of one moment reach the server together. */
    default void flush(int publisher) {}

    default void close() {}
}
