package dev.carillon.websocket;

import dev.carillon.frame.CloseCode;
import dev.carillon.lane.Connection;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * What an endpoint does with the messages of its WebSockets. One handler may serve any number of them. Called on the
 * loop that owns the connection; buffers are valid during the call only. Whatever it throws ends that one connection.
 */
public interface WebSocketHandler {

    default void onOpen(Connection connection) {}

    /** A whole text message, known to be valid UTF-8. */
    void onText(Connection connection, ByteBuffer utf8);

    /** A whole binary message. */
    void onBinary(Connection connection, ByteBuffer data);

    default void onPong(Connection connection) {}

    /** Called about every four seconds, or more often, while neither side has said that it will close. */
    default void onVisit(Connection connection) {}

    /** See {@link dev.carillon.lane.Receiver#onBehind}; a connection that is closing is not asked any more. */
    default void onBehind(Connection connection, long offset) {}

    /** See {@link dev.carillon.lane.Receiver#onMissed}. */
    default void onMissed(Connection connection, int count) {}

    /** The service is about to close {@code connection}, and would like to see the peer again after {@code reconnectAfter}. */
    default void onShutDown(Connection connection, Duration reconnectAfter) {}

    /**
     * A close frame is about to be sent, and no message may follow it (RFC 6455, 5.5.1): takes {@code connection} out of
     * everything that sends to it.
     *
     * @return whose {@link #onClosed} is called at the end, and nothing else
     */
    default WebSocketHandler onClosing(Connection connection) {
        return this;
    }

    /**
     * The last call for a connection.
     *
     * @param code the close code that came or that we sent, or {@link CloseCode#ABNORMAL_CLOSURE} where there was none
     */
    void onClosed(Connection connection, CloseCause cause, int code);
}
