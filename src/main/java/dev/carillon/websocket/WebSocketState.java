package dev.carillon.websocket;

import dev.carillon.lane.Connection;
import dev.carillon.lane.Receiver;
import java.time.Duration;

/** The states of a WebSocket. Only the first is shared; a connection gets an object of its own when it leaves it. */
sealed interface WebSocketState extends Receiver permits Open, MidMessage, Closing {

    /** Those for its kind of connection. */
    FrameReaders readers();

    WebSocketHandler handler();

    /** Whether neither side has said that it will close. */
    boolean isOpen();

    @Override
    default void onShutDown(Connection connection, Duration reconnectAfter) {
        readers().webSockets().shutDown(connection, reconnectAfter);
    }
}
