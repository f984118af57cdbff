package dev.carillon.loadtest.stream;

import dev.carillon.lane.Connection;
import dev.carillon.websocket.WebSocketHandler;
import java.nio.ByteBuffer;

/** The handler of event streams. The data of an event is handled as a text message; an event may also have an id. */
public interface EventHandler extends WebSocketHandler {

    /** Called with the new last id of the stream, before the data of the event. An event may have an id and no data. */
    void onId(Connection connection, ByteBuffer id);
}
