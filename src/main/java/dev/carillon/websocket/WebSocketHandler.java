package dev.carillon.websocket;

import dev.carillon.frame.CloseCode;
import dev.carillon.lane.Connection;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Handles the messages of the WebSockets of an endpoint. One handler may serve many of them. Called on the loop of the
 * connection; buffers are valid only during the call. An exception ends the connection for which it was thrown.
 */
public interface WebSocketHandler {

    default void onOpen(Connection connection) {}

    /** A complete text message in valid UTF-8. */
    void onText(Connection connection, ByteBuffer utf8);

    /** A complete binary message. */
    void onBinary(Connection connection, ByteBuffer data);

    default void onPong(Connection connection) {}

    /** Called about every four seconds, or more often, while neither side has sent a close frame. */
    default void onVisit(Connection connection) {}

    /** See {@link dev.carillon.lane.Receiver#onBehind}; not called for a connection that is closing. */
    default void onBehind(Connection connection, long offset) {}

    /** See {@link dev.carillon.lane.Receiver#onMissed}. */
    default void onMissed(Connection connection, int count) {}

    /** The service is about to close {@code connection}. Its peer should reconnect after {@code reconnectAfter}. */
    default void onShutDown(Connection connection, Duration reconnectAfter) {}

    /**
     * A close frame is about to be sent, and no message may follow it (RFC 6455, 5.5.1): removes {@code connection}
     * from everything that sends to it.
     *
     * @return the handler that receives {@link #onClosed}, and no other call
     */
    default WebSocketHandler onClosing(Connection connection) {
        return this;
    }

    /**
     * The last call for a connection.
     *
     * @param code the close code that was received or sent, or {@link CloseCode#ABNORMAL_CLOSURE} if there was none
     */
    void onClosed(Connection connection, CloseCause cause, int code);
}
