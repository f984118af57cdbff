package dev.carillon.loadtest.stream;

import dev.carillon.lane.Connection;
import dev.carillon.websocket.WebSocketHandler;
import java.nio.ByteBuffer;

/** The handler of event streams: the data of an event is a text message, and an event may have an id as well. */
public interface EventHandler extends WebSocketHandler {

    /** From now on this is the last id of the stream; called before the data of the event, which may have none. */
    void onId(Connection connection, ByteBuffer id);
}
