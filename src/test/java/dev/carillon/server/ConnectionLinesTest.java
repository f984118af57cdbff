package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.AddressLimits;
import dev.carillon.config.AdmissionSettings;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.LogSettings;
import dev.carillon.config.LogSettings.ConnectionLog;
import dev.carillon.config.LogSettings.LogFormat;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.door.ConnectionLines;
import dev.carillon.logging.LogLines;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The log lines for refused connections and ended ones, on both lanes. */
@ParameterizedClass
@EnumSource(
        value = LaneChoice.class,
        names = {"FAST", "CHANNEL"})
class ConnectionLinesTest {
    private final LaneChoice lane;

    ConnectionLinesTest(LaneChoice lane) {
        this.lane = lane;
    }

    private final LogLines lines = LogLines.of(ConnectionLines.LOGGER);

    @AfterEach
    void stop() {
        lines.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    GET /nope?token=opaque HTTP/1.1     | Host: h | 404 | http         | GET     | /nope
                    GET /topics/a?token=opaque HTTP/1.1 | Host: localhost;Origin: http://evil.example;Upgrade: websocket | 403 | websocket | GET | /topics/a
                    GET /ws?token=opaque HTTP/1.1       | Host: h;Upgrade: websocket | 400 | websocket    | GET     | /ws
                    GET /events?token=opaque HTTP/1.1   | Host: h | 400 | event-stream | GET     | /events
                    GET /topics/a?since=x&token=opaque HTTP/1.1 | Host: h;Accept: text/event-stream | 400 | event-stream | GET | /topics/a
                    DELETE /topics/a?token=opaque HTTP/1.1 | Host: h | 405 | http      | DELETE  | /topics/a
                    GET /topics/%zz?token=opaque HTTP/1.1  | Host: h | 400 | http      | GET     | /topics/%zz
                    """)
    void aRefusedRequestIsLogged(String line, String headers, int status, String way, String method, String path)
            throws Exception {
        try (TestService service = service(ConnectionLog.REFUSED);
                RawClient client = new RawClient(service.port())) {
            client.send((line + "\r\n" + headers.replace(";", "\r\n") + "\r\n\r\n").getBytes(ISO_8859_1));
            String answer = client.readAnswer();
            JsonObject refused = lines.next();
            assertThat(answer).startsWith("HTTP/1.1 " + status);
            assertThat(refused.getString("event")).isEqualTo("refused");
            assertThat(refused.getInteger("status")).isEqualTo(status);
            assertThat(answer).endsWith("\r\n\r\n" + refused.getString("reason") + "\n");
            assertThat(refused.getString("peer")).isEqualTo(addressOf(client));
            assertThat(refused.getString("way")).isEqualTo(way);
            assertThat(refused.getString("method")).isEqualTo(method);
            assertThat(refused.getString("path")).isEqualTo(path);
            assertThat(refused.encode()).doesNotContain("opaque");
            assertThat(lines.rest()).as("one line").isEmpty();
        }
    }

    @Test
    void anInvalidRequestIsLoggedWithoutAPath() throws Exception {
        try (TestService service = service(ConnectionLog.REFUSED);
                RawClient client = new RawClient(service.port())) {
            client.send("GET /a?token=opaque HTTP/7.0\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 505");
            JsonObject refused = lines.next();
            assertThat(refused.getInteger("status")).isEqualTo(505);
            assertThat(refused.getString("peer")).isEqualTo(addressOf(client));
            assertThat(refused.containsKey("path")).isFalse();
        }
    }

    @Test
    void aHandshakeThatReceives503IsLogged() throws Exception {
        AdmissionSettings one = AdmissionSettings.defaults();
        AdmissionSettings onlyOne = new AdmissionSettings(
                OptionalInt.of(1),
                one.maxHandshakes(),
                one.handshakeRate(),
                one.handshakeTimeout(),
                one.perAddress(),
                one.origins());
        try (TestService service =
                        new TestService(settings(ConnectionLog.REFUSED).with(onlyOne));
                RawClient first = RawClient.open(service.port(), "/topics/a");
                RawClient second = new RawClient(service.port())) {
            second.send(RawClient.handshake("/topics/a?token=opaque", ""));
            assertThat(second.readAnswer()).startsWith("HTTP/1.1 503");
            assertThat(first.socket.isClosed()).isFalse();
            JsonObject refused = lines.next();
            assertThat(refused.getInteger("status")).isEqualTo(503);
            assertThat(refused.getString("reason")).startsWith("expected fewer than 1 WebSockets");
            assertThat(refused.getString("peer")).isEqualTo(addressOf(second));
            assertThat(refused.getString("path")).isEqualTo("/topics/a");
            assertThat(refused.getString("way")).isEqualTo("websocket");
            assertThat(lines.rest()).isEmpty();
        }
    }

    @Test
    void aHandshakeThatReceives429IsLogged() throws Exception {
        AdmissionSettings all = AdmissionSettings.defaults();
        AdmissionSettings perAddress = new AdmissionSettings(
                all.maxConnections(),
                all.maxHandshakes(),
                all.handshakeRate(),
                all.handshakeTimeout(),
                new AddressLimits(OptionalInt.of(1), Optional.empty()),
                all.origins());
        try (TestService service = new TestService(settings(ConnectionLog.ALL).with(perAddress));
                RawClient first = RawClient.open(service.port(), "/topics/a");
                RawClient second = new RawClient(service.port())) {
            second.send(RawClient.handshake("/topics/a", ""));
            assertThat(second.readAnswer()).startsWith("HTTP/1.1 429");
            assertThat(lines.next().getInteger("status")).isEqualTo(429);
            first.reset();
            assertThat(lines.next().getString("peer")).startsWith("127.0.0.1:");
        }
    }

    @Test
    void refusalsOnOneConnectionAreLoggedWithTheSameId() throws Exception {
        try (TestService service = service(ConnectionLog.REFUSED);
                RawClient client = new RawClient(service.port());
                RawClient other = new RawClient(service.port())) {
            client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(ISO_8859_1));
            long id = lines.next().getLong("connection");
            assertThat(lines.next().getLong("connection")).isEqualTo(id);
            other.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(lines.next().getLong("connection")).isNotEqualTo(id);
        }
    }

    @Test
    void aClosedWebSocketIsLoggedWithItsCauseAndCode() throws Exception {
        try (TestService service = service(ConnectionLog.ALL);
                RawClient client = RawClient.open(service.port(), "/topics/a?token=opaque")) {
            client.send(RawClient.FRAMES.close(1000, ""));
            assertThat(client.readFrame()).startsWith("close 1000");
            JsonObject closed = lines.next();
            assertThat(closed.getString("event")).isEqualTo("closed");
            assertThat(closed.getString("cause")).isEqualTo("peer");
            assertThat(closed.getInteger("code")).isEqualTo(1000);
            assertThat(closed.getDouble("durationSeconds")).isBetween(0.0, 60.0);
            assertThat(closed.getString("peer")).isEqualTo(addressOf(client));
            assertThat(closed.getString("way")).isEqualTo("websocket");
            assertThat(closed.getString("path")).isEqualTo("/topics/a");
            assertThat(lines.rest()).isEmpty();
        }
    }

    @Test
    void eachEndOfAConnectionIsLoggedWithItsCause() throws Exception {
        try (TestService service = service(ConnectionLog.ALL)) {
            RawClient.open(service.port(), "/echo").close();
            isClosed(lines.next(), "vanished", 1006, "/echo");
            try (RawClient session = RawClient.open(service.port(), "/ws")) {
                session.send(RawClient.FRAMES.binary(new byte[1]));
                assertThat(session.readFrame()).startsWith("text ");
                assertThat(session.readFrame()).startsWith("close 1003");
            }
            isClosed(lines.next(), "violation", 1003, "/ws");
            try (RawClient wild = RawClient.open(service.port(), "/topics/a?last=1")) {
                wild.send(new byte[] {(byte) 0xff, 0});
                assertThat(wild.readFrame()).startsWith("close 1002");
            }
            isClosed(lines.next(), "violation", 1002, "/topics/a");
            try (RawClient events = new RawClient(service.port())) {
                events.send("GET /events?topic=a&topic=b HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(ISO_8859_1));
                events.readHead();
            }
            JsonObject stream = lines.next();
            isClosed(stream, "peer", null, "/events");
            assertThat(stream.getString("way")).isEqualTo("event-stream");
        }
    }

    @Test
    void aShutdownIsLoggedForEachConnection() throws Exception {
        TestService service = service(ConnectionLog.ALL);
        try (RawClient client = RawClient.open(service.port(), "/topics/a");
                RawClient other = RawClient.open(service.port(), "/topics/a")) {
            service.close();
            JsonObject first = lines.next();
            JsonObject second = lines.next();
            isClosed(first, "shutdown", 1012, "/topics/a");
            isClosed(second, "shutdown", 1012, "/topics/a");
            assertThat(first.getLong("connection")).isNotEqualTo(second.getLong("connection"));
            assertThat(client.readFrame() + other.readFrame()).contains("1012");
        }
    }

    @Test
    void refusedDoesNotLogClosedConnections() throws Exception {
        try (TestService service = service(ConnectionLog.REFUSED)) {
            RawClient.open(service.port(), "/topics/a").close();
            service.get("/nope");
            awaitEnd(service);
            assertThat(lines.next().getInteger("status")).isEqualTo(404);
            assertThat(lines.rest()).isEmpty();
        }
    }

    @Test
    void offLogsNothing() throws Exception {
        try (TestService service = new TestService(TestService.settings(lane, 1, SocketSettings.defaults()))) {
            RawClient.open(service.port(), "/topics/a").close();
            assertThat(service.get("/nope").statusCode()).isEqualTo(404);
            awaitEnd(service);
            assertThat(lines.rest()).isEmpty();
        }
    }

    private static void awaitEnd(TestService service) throws Exception {
        while (service.metric("carillon_closed_total{cause=\"vanished\"}") == 0) {
            Thread.onSpinWait();
        }
    }

    private static void isClosed(JsonObject line, String cause, @Nullable Integer code, String path) {
        assertThat(line.getString("cause") + " " + line.getInteger("code") + " " + line.getString("path"))
                .isEqualTo(cause + " " + code + " " + path);
        assertThat(line.getLong("connection")).isPositive();
    }

    private static String addressOf(RawClient client) {
        return "127.0.0.1:" + client.socket.getLocalPort();
    }

    private TestService service(ConnectionLog wanted) throws IOException {
        return new TestService(settings(wanted));
    }

    private ServiceSettings settings(ConnectionLog wanted) {
        return TestService.settings(lane, 1, SocketSettings.defaults()).with(new LogSettings(LogFormat.TEXT, wanted));
    }
}
