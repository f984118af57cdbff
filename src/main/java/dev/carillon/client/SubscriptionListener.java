package dev.carillon.client;

import dev.carillon.protocol.Received;

/** Takes what comes for a subscription, on the thread that reads it. */
public interface SubscriptionListener {
    /** Returns whether more is wanted. */
    boolean onEvent(Received event);

    /** All that has come so far was passed on: what was printed can be flushed. */
    void onCaughtUp();
}
