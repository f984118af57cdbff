package dev.carillon.loadtest.client;

import dev.carillon.frame.CloseCode;
import dev.carillon.frame.Role;
import dev.carillon.handshake.ResponseHead;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.Receiver;
import dev.carillon.loadtest.plan.Dialect;
import dev.carillon.loadtest.stream.ClientEventStreams;
import dev.carillon.loadtest.stream.EventHandler;
import dev.carillon.websocket.CloseCause;
import dev.carillon.websocket.WebSocketSettings;
import dev.carillon.websocket.WebSockets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The kind of connections of a loop's clients: WebSockets or event streams.
 *
 * @param receivers makes the receiver of a connection from the answer that opened it
 * @param closing closes a connection, with a closing handshake if it is a WebSocket
 */
record Transport(Function<ResponseHead, Receiver> receivers, Consumer<Connection> closing) {
    static Transport of(Dialect dialect, EventHandler handler) {
        if (dialect.eventStreams()) {
            // An HTTP client can end an answer only by closing the connection (RFC 9112, 9.6).
            return new Transport(
                    new ClientEventStreams(handler)::receiver, connection -> connection.close(Ending.CLOSED_HERE));
        }
        // No idle timeout and no pings: the server limits silence, and the keep-alives of the plan prevent it.
        WebSockets webSockets = new WebSockets(
                Role.CLIENT, new WebSocketSettings(1 << 20, Duration.ZERO, false, Duration.ofSeconds(5), 64 << 20));
        Receiver all = webSockets.receiver(handler);
        return new Transport(
                answer -> all,
                connection -> webSockets.close(connection, CloseCause.DONE, CloseCode.NORMAL_CLOSURE, ""));
    }
}
