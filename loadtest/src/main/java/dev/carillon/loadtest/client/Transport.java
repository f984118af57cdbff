package dev.carillon.loadtest.client;

import dev.carillon.frame.CloseCode;
import dev.carillon.frame.Role;
import dev.carillon.handshake.ResponseHead;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.Receiver;
import dev.carillon.loadtest.plan.Dialect;
import dev.carillon.loadtest.stream.EventHandler;
import dev.carillon.loadtest.stream.EventStreams;
import dev.carillon.websocket.CloseCause;
import dev.carillon.websocket.WebSocketSettings;
import dev.carillon.websocket.WebSockets;
import java.time.Duration;

/** What carries messages to the clients of a loop: how it is read, and how it is closed in good order. */
interface Transport {
    /** Reads a connection that was opened by {@code answer}. */
    Receiver receiver(ResponseHead answer);

    void close(Connection connection);

    static Transport of(Dialect dialect, EventHandler handler) {
        return dialect.eventStreams() ? eventStreams(handler) : webSockets(handler);
    }

    private static Transport webSockets(EventHandler handler) {
        // Never closes or pings anybody by itself: silence is the server's to judge, and the keep-alives' to break.
        WebSocketSettings settings =
                new WebSocketSettings(1 << 20, Duration.ZERO, false, Duration.ofSeconds(5), 64 << 20);
        WebSockets webSockets = new WebSockets(Role.CLIENT, settings);
        Receiver all = webSockets.receiver(handler);
        return new Transport() {
            @Override
            public Receiver receiver(ResponseHead answer) {
                return all;
            }

            @Override
            public void close(Connection connection) {
                webSockets.close(connection, CloseCause.DONE, CloseCode.NORMAL_CLOSURE, "");
            }
        };
    }

    private static Transport eventStreams(EventHandler handler) {
        EventStreams streams = new EventStreams(handler);
        return new Transport() {
            @Override
            public Receiver receiver(ResponseHead answer) {
                return streams.receiver(answer);
            }

            @Override
            public void close(Connection connection) {
                // A client of HTTP has no other way to say that it wants no more of an answer (RFC 9112, 9.6).
                connection.close(Ending.CLOSED_HERE);
            }
        };
    }
}
