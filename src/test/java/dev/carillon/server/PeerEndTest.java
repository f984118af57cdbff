package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.SocketSettings;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client that has sent everything closes its side, as {@code nc -N} does, and still reads; one that resets does not.
 */
@Timeout(60)
@ParameterizedClass
@EnumSource(LaneChoice.class)
class PeerEndTest {
    private static final String LISTING = "GET /topics HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String HALF_A_POST = "POST /topics/t HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf";

    private final TestService service;

    PeerEndTest(LaneChoice lane) {
        // With several loops, a listing is answered later than it is read.
        service = new TestService(TestService.settings(lane, 2, SocketSettings.defaults()));
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20})
    void eachRequestBeforeTheEndIsAnswered(int requests) throws IOException {
        try (RawClient client = service.client(0)) {
            sendAll(client, LISTING.repeat(requests));
            for (int i = 0; i < requests; i++) {
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ").endsWith("{\"topics\":[],\"count\":0}");
            }
            assertThat(client.readFrame()).isEqualTo("end");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET",
                "GET / HTTP/1.1\r\nHost: h\r\n",
                HALF_A_POST,
                "POST /topics/t HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal"
            })
    void anIncompleteRequestReceives400AfterTheEarlierAnswers(String cut) throws IOException {
        try (RawClient client = service.client(0)) {
            sendAll(client, LISTING + cut);
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(client.readAnswer())
                    .startsWith("HTTP/1.1 400 ")
                    .containsIgnoringCase("\r\nConnection: close\r\n")
                    .contains("but was not: ");
            assertThat(client.readFrame()).isEqualTo("end");
        }
    }

    @Test
    void aWebSocketRequestedBeforeTheEndIsClosedAfterItsHandshake() throws IOException {
        try (RawClient client = service.client(0)) {
            sendAll(client, LISTING + new String(RawClient.handshake("/topics/t", ""), UTF_8));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(client.readFrame()).isEqualTo("end");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LISTING, HALF_A_POST, LISTING + LISTING + HALF_A_POST, LISTING + HALF_A_POST})
    void aClientThatResetsIsNotLogged(String sent) throws IOException {
        try (LoggedErrors logged = new LoggedErrors()) {
            for (int i = 0; i < 20; i++) {
                RawClient client = service.client(0);
                client.send(sent.getBytes(UTF_8));
                client.reset();
            }
            try (RawClient other = service.client(0)) {
                other.send(LISTING.getBytes(UTF_8));
                assertThat(other.readAnswer()).startsWith("HTTP/1.1 200 ");
            }
            assertThat(logged.messages()).isEmpty();
        }
    }

    private static void sendAll(RawClient client, String bytes) throws IOException {
        client.send(bytes.getBytes(UTF_8));
        client.socket.shutdownOutput();
    }
}
