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
 * How the clients of a loop receive messages.
 *
 * @param receivers makes the receiver of a connection from the answer that opened it
 * @param closing closes a connection with a closing handshake
 */
record Transport(Function<ResponseHead, Receiver> receivers, Consumer<Connection> closing) {
    static Transport of(Dialect dialect, EventHandler handler) {
        if (dialect.eventStreams()) {
            // A client of HTTP has no other way to end an answer (RFC 9112, 9.6).
            return new Transport(
                    new ClientEventStreams(handler)::receiver, connection -> connection.close(Ending.CLOSED_HERE));
        }
        // Never closes or pings a connection by itself: the server has a limit for silence, and keep-alives end it.
        WebSockets webSockets = new WebSockets(
                Role.CLIENT, new WebSocketSettings(1 << 20, Duration.ZERO, false, Duration.ofSeconds(5), 64 << 20));
        Receiver all = webSockets.receiver(handler);
        return new Transport(
                answer -> all,
                connection -> webSockets.close(connection, CloseCause.DONE, CloseCode.NORMAL_CLOSURE, ""));
    }
}
