package dev.carillon.hub;

/**
 * A receiver of publications: a connection, or one subscription of a connection. It is in one audience at most; a
 * connection with several subscriptions has one subscriber for each.
 */
public interface Subscriber {
    /**
     * Receives the frames of {@code batch} from {@code from} on, in this order, and sends or queues them. Never blocks
     * and never throws. The batch is valid during the call only; frames and publications that it returns may be stored.
     *
     * <p>May call the hub. A connection whose subscriptions overlap checks {@link Batch#publication} and skips what
     * belongs to another of its subscriptions.
     */
    void deliver(Batch batch, int from);

    /**
     * The index in the one collection that contains this: the hub's audience, or the pending handshakes before it
     * subscribes. One field serves both in turn, because four bytes matter with a million connections.
     */
    int slot();

    /** Called only by that collection. */
    void slot(int slot);
}
