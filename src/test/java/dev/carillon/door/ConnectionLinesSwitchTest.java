package dev.carillon.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LogSettings.ConnectionLog;
import dev.carillon.config.ProxySettings;
import dev.carillon.endpoint.EndpointMeters;
import dev.carillon.handshake.OpeningRequest;
import dev.carillon.http.ClientAddress;
import dev.carillon.lane.Receiver;
import dev.carillon.lane.RecordedConnection;
import dev.carillon.logging.LogLines;
import dev.carillon.websocket.CloseCause;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Switches connection lines on and off while connections are open. */
class ConnectionLinesSwitchTest {
    private final AtomicLong ids = new AtomicLong();
    private long now = 5;
    private final ConnectionLines connections = new ConnectionLines(
            EndpointMeters.SILENT,
            ConnectionLog.OFF,
            new ClientAddress(ProxySettings.NONE),
            ids::incrementAndGet,
            () -> now);
    private final LogLines lines = LogLines.of(ConnectionLines.LOGGER);

    @AfterEach
    void stop() {
        lines.close();
    }

    @Test
    void aConnectionIsNotWatchedWhenItsEndIsNotLogged() {
        for (ConnectionLog wanted : List.of(ConnectionLog.OFF, ConnectionLog.REFUSED)) {
            connections.use(wanted);
            assertThat(connections.watched(
                            new Request(),
                            () -> {
                                throw new AssertionError("a system call that nobody needs");
                            },
                            Receiver.NOBODY))
                    .isSameAs(Receiver.NOBODY);
        }
        assertThat(ids).hasValue(0);
    }

    @Test
    void aLineHasTheDataOfItsConnection() throws InterruptedException {
        connections.use(ConnectionLog.ALL);
        RecordedConnection connection = opened();
        now += 1_234_567_890L;
        end(connection);
        JsonObject line = lines.next();
        assertThat(line.getLong("connection")).isEqualTo(1);
        assertThat(line.getDouble("durationSeconds")).isEqualTo(1.234);
        assertThat(line.getString("peer")).isEqualTo("[2001:db8:0:0:0:0:0:1]:4711");
        assertThat(line.getString("path")).isEqualTo("/topics/a");
    }

    @Test
    void aConnectionFromBeforeTheSwitchHasALineWithoutUnknownFields() throws InterruptedException {
        RecordedConnection connection = opened();
        connections.use(ConnectionLog.ALL);
        end(connection);
        JsonObject line = lines.next();
        assertThat(line.fieldNames())
                .containsExactly("time", "level", "logger", "message", "event", "connection", "cause", "code");
    }

    @Test
    void afterTheSwitchIsOffNothingIsLoggedOrStored() throws InterruptedException {
        connections.use(ConnectionLog.ALL);
        RecordedConnection first = opened();
        RecordedConnection second = opened();
        connections.use(ConnectionLog.OFF);
        end(first);
        connections.use(ConnectionLog.ALL);
        end(second);
        JsonObject line = lines.next();
        assertThat(line.containsKey("peer"))
                .as("what was known before is forgotten")
                .isFalse();
        assertThat(lines.rest()).isEmpty();
    }

    /** For example of a connection that breaks off before its request: its data must not be logged for the next one. */
    @Test
    void theDataOfOneConnectionIsNotLoggedForAnother() throws InterruptedException {
        connections.use(ConnectionLog.ALL);
        connections.ended(opened());
        end(new RecordedConnection(Receiver.NOBODY));
        assertThat(lines.next().containsKey("path")).isFalse();
    }

    private RecordedConnection opened() {
        RecordedConnection connection = new RecordedConnection(
                connections.watched(new Request(), () -> new InetSocketAddress("2001:db8::1", 4711), Receiver.NOBODY));
        connection.receiver().onOpen(connection);
        assertThat(connection.receiver()).isSameAs(Receiver.NOBODY);
        return connection;
    }

    /** Ends a connection as a lane and an endpoint report it. */
    private void end(RecordedConnection connection) {
        connections.ended(connection);
        connections.closed(connection, CloseCause.PEER, 1000);
    }

    private record Request() implements OpeningRequest {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String target() {
            return "/topics/a?token=opaque";
        }

        @Override
        public String httpVersion() {
            return "HTTP/1.1";
        }

        @Override
        public List<String> values(String headerName) {
            return headerName.equals("Upgrade") ? List.of("websocket") : List.of();
        }
    }
}
