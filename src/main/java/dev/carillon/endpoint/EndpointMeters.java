package dev.carillon.endpoint;

import dev.carillon.websocket.CloseCause;

/** What endpoints tell of themselves: once a connection, never once a message. Called on the endpoint's loop. */
public interface EndpointMeters {

    /** Tells nobody. */
    EndpointMeters SILENT = new EndpointMeters() {};

    default void opened() {}

    default void closed(CloseCause cause) {}

    /** One more that is an event stream; {@link #opened} is not told of it. */
    default void streamOpened() {}

    /** The end of an event stream; {@link #closed} is not told of it. */
    default void streamClosed(CloseCause cause) {}
}
