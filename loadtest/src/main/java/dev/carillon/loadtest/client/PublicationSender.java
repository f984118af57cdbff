package dev.carillon.loadtest.client;

/** How the publishers of one loop reach the server; {@code publisher} is a publisher's number on this loop. */
interface PublicationSender {
    /** How many clients of the loop publishers are. */
    default int clients() {
        return 0;
    }

    /** Whether there ever will be a way for this publisher. */
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

    /** All that was published by now leaves: what is published together reaches the server together. */
    default void flush(int publisher) {}

    default void close() {}
}
