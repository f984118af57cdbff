package dev.carillon.websocket;

import dev.carillon.lane.Connection;
import dev.carillon.lane.Receiver;
import java.time.Duration;

/**
 * The states of a WebSocket. Only {@link Open} is shared; in the other states a connection has an object of its own.
 */
sealed interface WebSocketState extends Receiver permits Open, MidMessage, Closing {

    /** The readers for connections with these rules. */
    FrameReaders readers();

    WebSocketHandler handler();

    /** Whether neither side has sent a close frame. */
    boolean isOpen();

    @Override
    default void onShutDown(Connection connection, Duration reconnectAfter) {
        readers().webSockets().shutDown(connection, reconnectAfter);
    }
}
