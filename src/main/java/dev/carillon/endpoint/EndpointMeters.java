package dev.carillon.endpoint;

import dev.carillon.lane.Connection;
import dev.carillon.websocket.CloseCause;

/** What endpoints tell of themselves: once a connection, never once a message. Called on the endpoint's loop. */
public interface EndpointMeters {

    /** Tells nobody. */
    EndpointMeters SILENT = new EndpointMeters() {};

    default void opened() {}

    /**
     * The end of a WebSocket.
     *
     * @param code the close code that came or that was sent, 1006 where there was none
     */
    default void closed(Connection connection, CloseCause cause, int code) {}

    /** One more that is an event stream; {@link #opened} is not told of it. */
    default void streamOpened() {}

    /** The end of an event stream; {@link #closed} is not told of it. */
    default void streamClosed(Connection connection, CloseCause cause) {}
}
