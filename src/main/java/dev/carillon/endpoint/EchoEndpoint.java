package dev.carillon.endpoint;

import dev.carillon.lane.Connection;
import dev.carillon.websocket.CloseCause;
import dev.carillon.websocket.Frames;
import dev.carillon.websocket.WebSocketHandler;
import java.nio.ByteBuffer;

/** Sends each message back: for keep-alives, for measuring, for conformance suites. */
final class EchoEndpoint implements WebSocketHandler {
    private final EndpointMeters meters;

    EchoEndpoint(EndpointMeters meters) {
        this.meters = meters;
    }

    @Override
    public void onOpen(Connection connection) {
        meters.opened();
    }

    @Override
    public void onText(Connection connection, ByteBuffer utf8) {
        connection.send(Frames.text(Endpoints.copy(utf8)));
    }

    @Override
    public void onBinary(Connection connection, ByteBuffer data) {
        connection.send(Frames.binary(Endpoints.copy(data)));
    }

    @Override
    public void onClosed(Connection connection, CloseCause cause, int code) {
        meters.closed(cause);
    }
}
