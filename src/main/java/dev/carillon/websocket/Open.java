package dev.carillon.websocket;

import dev.carillon.frame.CloseCode;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import java.nio.ByteBuffer;

/** The state between two messages. It stores nothing of a connection, so all connections of an endpoint share one. */
record Open(FrameReaders readers, WebSocketHandler handler) implements WebSocketState {

    WebSockets webSockets() {
        return readers.webSockets();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void onOpen(Connection connection) {
        handler.onOpen(connection);
    }

    @Override
    public void onBytes(Connection connection, ByteBuffer bytes) {
        webSockets().read(this, connection, bytes);
    }

    @Override
    public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {
        webSockets().visit(connection, silentSeconds);
        if (WebSockets.isOpen(connection)) {
            handler.onVisit(connection);
        }
    }

    @Override
    public void onBehind(Connection connection, long offset) {
        handler.onBehind(connection, offset);
    }

    @Override
    public void onMissed(Connection connection, int count) {
        handler.onMissed(connection, count);
    }

    @Override
    public void onFault(Connection connection) {
        webSockets().fault(connection, this);
    }

    @Override
    public void onClosed(Connection connection, Ending ending) {
        handler.onClosed(connection, CloseCause.of(ending), CloseCode.ABNORMAL_CLOSURE);
    }
}
