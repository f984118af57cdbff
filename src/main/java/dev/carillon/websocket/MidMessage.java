package dev.carillon.websocket;

import dev.carillon.frame.FrameReader;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import java.nio.ByteBuffer;

/** The state in the middle of a frame, or between the fragments of a message. */
record MidMessage(Open open, FrameReader reader) implements WebSocketState {

    @Override
    public FrameReaders readers() {
        return open.readers();
    }

    @Override
    public WebSocketHandler handler() {
        return open.handler();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void onBytes(Connection connection, ByteBuffer bytes) {
        open.webSockets().read(reader, this, connection, bytes);
        if (reader.isIdle() && connection.receiver().equals(this)) {
            connection.receiver(open);
        }
    }

    @Override
    public void onVisit(Connection connection, int nowSeconds, int silentSeconds) {
        open.onVisit(connection, nowSeconds, silentSeconds);
    }

    @Override
    public void onBehind(Connection connection, long offset) {
        open.onBehind(connection, offset);
    }

    @Override
    public void onMissed(Connection connection, int count) {
        open.onMissed(connection, count);
    }

    @Override
    public void onFault(Connection connection) {
        reader.forget();
        open.onFault(connection);
    }

    @Override
    public void onClosed(Connection connection, Ending ending) {
        reader.forget();
        open.onClosed(connection, ending);
    }
}
