package dev.carillon.endpoint;

import dev.carillon.websocket.CloseCause;

/** What endpoints tell of themselves: once a connection, never once a message. Called on the endpoint's loop. */
public interface EndpointMeters {

    /** Tells nobody. */
    EndpointMeters SILENT = new EndpointMeters() {};

    default void opened() {}

    default void closed(CloseCause cause) {}
}
