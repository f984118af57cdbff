package dev.carillon.client;

import dev.carillon.protocol.Received;

/** Receives the events of a subscription, on the thread that reads them. */
public interface SubscriptionListener {
    /** Receives an event. Returns whether the subscription goes on. */
    boolean onEvent(Received event);

    /** All events that were read have been passed on, so printed lines can be flushed. */
    void onCaughtUp();
}
