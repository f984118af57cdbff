package dev.carillon.hub;

/**
 * A receiver of publications: one connection, or one subscription of a connection. It is in one audience at most; a connection
 * with several subscriptions has a subscriber for each.
 */
public interface Subscriber {
    /**
     * Takes the frames from this one to the batch's last, in this order, at once or from a queue of its own. Never
     * blocks and never throws. The batch holds them during the call only; the frames and publications that it returns
     * may be kept.
     *
     * <p>May call the hub. A connection whose subscriptions overlap looks at {@link Batch#publication} and leaves out
     * what another of its subscriptions takes.
     */
    void deliver(Batch batch, int from);

    /**
     * Where the one collection that keeps this has it: the hub's audience, or what has a connection before it subscribes to
     * something. One field serves them one after the other, since four bytes count where there are a million connections.
     */
    int slot();

    /** For that collection alone to call. */
    void slot(int slot);
}
