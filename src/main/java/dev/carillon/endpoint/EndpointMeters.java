package dev.carillon.endpoint;

import dev.carillon.lane.Connection;
import dev.carillon.websocket.CloseCause;

/** Receives the events of endpoints for metrics: once for each connection, never for a message. Called on the endpoint's loop. */
public interface EndpointMeters {

    /** Reports nothing. */
    EndpointMeters SILENT = new EndpointMeters() {};

    default void opened() {}

    /**
     * A WebSocket has ended.
     *
     * @param code the close code that was received or sent, 1006 if there was none
     */
    default void closed(Connection connection, CloseCause cause, int code) {}

    /** An event stream has opened; {@link #opened} is not called for it. */
    default void streamOpened() {}

    /** An event stream has ended; {@link #closed} is not called for it. */
    default void streamClosed(Connection connection, CloseCause cause) {}
}
