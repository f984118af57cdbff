package dev.carillon.endpoint;

import dev.carillon.lane.Connection;
import dev.carillon.websocket.CloseCause;
import dev.carillon.websocket.WebSocketHandler;
import java.nio.ByteBuffer;

/** The handler of a WebSocket that is closing and has left the hub. It counts the WebSocket when it has closed. */
record ClosingWebSocket(EndpointMeters meters) implements WebSocketHandler {
    @Override
    public void onText(Connection connection, ByteBuffer utf8) {}

    @Override
    public void onBinary(Connection connection, ByteBuffer data) {}

    @Override
    public void onClosed(Connection connection, CloseCause cause, int code) {
        meters.closed(connection, cause, code);
    }
}
