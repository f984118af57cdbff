package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The timeouts of bodies. */
@Timeout(60)
class HttpConnectionsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private HandRunServer server;

    @BeforeEach
    void start() throws Exception {
        server = new HandRunServer(PATIENCE, 10 * HandRunServer.LONGEST);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void aBodyThatMakesProgressMayTakeLongerThanTheTimeout() throws Exception {
        try (RawClient client = server.posting("Content-Length: " + 15 * 60_000)) {
            for (int seconds = 0; seconds < 14; seconds++) {
                server.deliver(client, new byte[60_000]);
                server.pass(SECOND);
            }
            client.send(new byte[60_000]);
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 202 ");
        }
    }

    @Test
    void aBodyOfOneKilobyteASecondIsAccepted() throws Exception {
        try (RawClient client = server.posting("Content-Length: 101000")) {
            for (int seconds = 0; seconds < 100; seconds++) {
                server.deliver(client, new byte[1000]);
                server.pass(SECOND);
            }
            client.send(new byte[1000]);
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 202 ");
        }
    }

    @Test
    void aBodyThatIsTooSlowReceives408() throws Exception {
        try (RawClient client = server.posting("Transfer-Encoding: chunked")) {
            for (int seconds = 0; seconds < 10; seconds++) {
                server.deliver(client, "1\r\nx\r\n".getBytes(UTF_8));
                server.pass(SECOND);
            }
            server.pass(SECOND);
            assert408(client);
        }
    }

    @Test
    void aBodyThatStopsReceives408AfterTheTimeout() throws Exception {
        try (RawClient client = server.posting("Content-Length: 1000000")) {
            for (int i = 0; i < 20; i++) {
                // One at a time, so that each comes as one piece.
                server.deliver(client, new byte[1000]);
            }
            server.pass(PATIENCE.minusNanos(1));
            server.deliver(client, new byte[1]);
            server.pass(PATIENCE);
            assert408(client);
        }
    }

    /** A client that continues to send after its last answer is not read for ever. */
    @Test
    void aClientThatKeepsSendingAfter408IsDisconnected() throws Exception {
        try (RawClient client = server.posting("Content-Length: 1000000")) {
            server.pass(PATIENCE);
            assert408(client);
            client.send(new byte[1000]);
            server.pass(PATIENCE);
            assertThatThrownBy(() -> sendForEver(client)).isInstanceOf(SocketException.class);
        }
    }

    private static void sendForEver(RawClient client) throws IOException {
        while (true) {
            client.send(new byte[1000]);
        }
    }

    private static void assert408(RawClient client) throws IOException {
        assertThat(client.readAnswer())
                .startsWith("HTTP/1.1 408 ")
                .contains("connection: close\r\n")
                .endsWith("expected a body at 1 kB/s or more, without a pause of 10 s, but it was slower\n");
        assertThat(client.readFrame()).isEqualTo("end");
    }
}
