package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.LaneChoice;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes: which requests become a WebSocket, and the answers to the others. */
class HandshakeTest {

    @Nested
    class OnTheFastLane extends OnALane {
        OnTheFastLane() {
            super(LaneChoice.FAST);
        }
    }

    @Nested
    class OnTheChannelLane extends OnALane {
        OnTheChannelLane() {
            super(LaneChoice.CHANNEL);
        }
    }

    @Nested
    class OnTheChannelLaneOverTls extends OnALane {
        OnTheChannelLaneOverTls() {
            super(LaneChoice.CHANNEL);
        }

        @Override
        TestService serve() throws Exception {
            TestCertificates own = TestCertificates.in(folder, "own");
            return new TestService(settings().with(own.settings()), Optional.of(own.trusted()));
        }
    }

    @TempDir
    private static Path folder;

    @TestInstance(Lifecycle.PER_CLASS)
    abstract static class OnALane {
        private static final String LISTING = "GET /topics HTTP/1.1\r\nHost: localhost\r\n\r\n";

        private final LaneChoice lane;
        private TestService service;

        OnALane(LaneChoice lane) {
            this.lane = lane;
        }

        TestService serve() throws Exception {
            return new TestService(settings());
        }

        ServiceSettings settings() {
            return TestService.settings(lane, 1, SocketSettings.defaults());
        }

        @BeforeAll
        void start() throws Exception {
            service = serve();
        }

        @AfterAll
        void stop() {
            service.close();
        }

        @Test
        void theServiceUsesTheRequestedLane() {
            assertThat(service.service.lane()).isEqualToIgnoringCase(lane.name());
        }

        @Test
        void aHandshakeReceives101WithTheAcceptKey() throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(RawClient.handshake("/echo", ""));
                assertThat(client.readHead().replaceAll("Date: [A-Z][a-z]{2}, [ \\w:]{20} GMT", "Date: today"))
                        .isEqualTo("""
                                HTTP/1.1 101 Switching Protocols\r
                                Upgrade: websocket\r
                                Connection: Upgrade\r
                                Date: today\r
                                Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
                                \r
                                """);
                client.sendText("hello");
                assertThat(client.readFrame()).isEqualTo("text hello");
            }
        }

        @Test
        void framesSentWithTheHandshakeAreNotLost() throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(RawClient.joined(
                        RawClient.handshake("/echo", ""),
                        RawClient.FRAMES.text("one".getBytes(UTF_8)),
                        RawClient.FRAMES.text("two".getBytes(UTF_8))));
                assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
                assertThat(client.readFrame()).isEqualTo("text one");
                assertThat(client.readFrame()).isEqualTo("text two");
            }
        }

        @Test
        void halfAFrameSentWithTheHandshakeIsNotLost() throws IOException, InterruptedException {
            byte[] frame = RawClient.FRAMES.text("hello".getBytes(UTF_8));
            try (RawClient client = service.client(0)) {
                client.send(RawClient.joined(RawClient.handshake("/echo", ""), Arrays.copyOf(frame, 4)));
                assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
                client.send(Arrays.copyOfRange(frame, 4, frame.length));
                assertThat(client.readFrame()).isEqualTo("text hello");
            }
        }

        @Test
        void aHandshakeCanArriveByteByByte() throws IOException {
            try (RawClient client = service.client(0)) {
                for (byte b : RawClient.handshake("/echo", "")) {
                    client.send(new byte[] {b});
                }
                assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
                client.sendText("hello");
                assertThat(client.readFrame()).isEqualTo("text hello");
            }
        }

        @Test
        void aHandshakeMayFollowARequestOnTheSameConnection() throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(RawClient.joined(LISTING.getBytes(ISO_8859_1), RawClient.handshake("/echo", "")));
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 OK");
                assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
                client.sendText("hello");
                assertThat(client.readFrame()).isEqualTo("text hello");
            }
        }

        /** The listing collects from every loop, so its answer comes in a later turn of this one. */
        @ParameterizedTest
        @ValueSource(ints = {1, 20})
        void framesSentWithAPipelinedHandshakeAreNotLost(int requests) throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(RawClient.joined(
                        LISTING.repeat(requests).getBytes(ISO_8859_1), RawClient.handshake("/echo", ""), frames(3000)));
                for (int i = 0; i < requests; i++) {
                    assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 OK");
                }
                assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
                assertEchoes(client, 3000);
                client.sendText("and on");
                assertThat(client.readFrame()).isEqualTo("text and on");
            }
        }

        @Test
        void bytesAfterARefusedHandshakeAreReadAsRequests() throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(RawClient.joined(
                        LISTING.getBytes(ISO_8859_1),
                        handshake().replace("Version: 13", "Version: 8").getBytes(ISO_8859_1),
                        LISTING.getBytes(ISO_8859_1),
                        RawClient.handshake("/echo", ""),
                        frames(1)));
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 OK");
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 426 ");
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 OK");
                assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
                assertEchoes(client, 1);
            }
        }

        /** Unusual heads: the fast lane reads some of them, and passes others to Vert.x with the bytes after them. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "GET http://localhost/echo HTTP/1.1\r\n",
                    "GET /ech%6f HTTP/1.1\r\n",
                    "GET /echo HTTP/1.1\r\nContent-Length: 0\r\n",
                    "GET /echo?query HTTP/1.1\r\n",
                    "\r\nGET /echo HTTP/1.1\r\n"
                })
        void framesSentWithAnUnusualHandshakeAreNotLost(String beginning) throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(RawClient.joined(
                        handshake().replace("GET /echo HTTP/1.1\r\n", beginning).getBytes(ISO_8859_1), frames(3000)));
                assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
                assertEchoes(client, 3000);
            }
        }

        @Test
        void theSubprotocolOfASessionIsConfirmed() throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(RawClient.handshake("/ws", "Sec-WebSocket-Protocol: other, carillon.v1\r\n"));
                assertThat(client.readHead()).contains("\r\nSec-WebSocket-Protocol: carillon.v1\r\n");
            }
        }

        @Test
        void aRequestWithoutUpgradeReceives426() throws IOException {
            assertThat(answerTo("GET /ws HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .startsWith("HTTP/1.1 426 ")
                    .containsIgnoringCase("\r\nUpgrade: websocket\r\n")
                    .endsWith("expected Upgrade: websocket, but was none\n");
        }

        @Test
        void aMethodOtherThanGetReceives405() throws IOException {
            assertThat(answerTo(handshake().replace("GET", "PUT")))
                    .startsWith("HTTP/1.1 405 ")
                    .containsIgnoringCase("\r\nAllow: GET, HEAD, OPTIONS\r\n")
                    .endsWith("expected one of GET, HEAD, OPTIONS, but was PUT\n");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Content-Length: 5\r\n\r\nhello",
                    "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                    "Content-Length: 100000\r\n\r\nhel"
                })
        void aHandshakeWithABodyIsRefused(String body) throws IOException {
            assertThat(answerTo(handshakeWith(body)))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("expected no body, but was " + body.split("\r", 2)[0]);
        }

        @Test
        void theBodyOfARefusedHandshakeIsSkipped() throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(RawClient.joined(
                        handshakeWith("Content-Length: 5\r\n\r\nhello").getBytes(ISO_8859_1),
                        RawClient.handshake("/echo", ""),
                        frames(1)));
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 400 ");
                assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
                assertEchoes(client, 1);
            }
        }

        @Test
        void anotherVersionReceives426WithTheSupportedVersion() throws IOException {
            assertThat(answerTo(handshake().replace("Version: 13", "Version: 8")))
                    .startsWith("HTTP/1.1 426 ")
                    .containsIgnoringCase("\r\nSec-WebSocket-Version: 13\r\n")
                    .contains("expected Sec-WebSocket-Version: 13, but was");
        }

        @Test
        void anInvalidKeyIsRefused() throws IOException {
            assertThat(answerTo(handshake().replace("dGhlIHNhbXBsZSBub25jZQ==", "short")))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("expected Sec-WebSocket-Key to be 16 bytes in base64, but was");
        }

        @Test
        void anInvalidTopicIsRefusedWithTheRule() throws IOException {
            assertThat(answerTo(handshake().replace("/echo", "/topics/a..b")))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("pattern must be 1 to 255 bytes of dot-separated segments")
                    .endsWith("was 'a..b': segment 2 is empty\n");
        }

        @Test
        void garbageIsRefused() throws IOException {
            assertThat(answerTo("\u0001\u0002 nonsense\r\n\r\n")).contains(" 400 Bad Request\r\n");
        }

        @Test
        void refusalsAreCounted() throws Exception {
            double before = service.metric("carillon_handshakes_refused_total{status=\"405\"}");
            answerTo(handshake().replace("GET", "PUT"));
            assertThat(service.metric("carillon_handshakes_refused_total{status=\"405\"}"))
                    .isEqualTo(before + 1);
        }

        private static byte[] frames(int count) {
            byte[][] frames = new byte[count][];
            for (int i = 0; i < count; i++) {
                frames[i] = RawClient.FRAMES.text(("message " + i).getBytes(UTF_8));
            }
            return RawClient.joined(frames);
        }

        private static void assertEchoes(RawClient client, int count) throws IOException {
            for (int i = 0; i < count; i++) {
                assertThat(client.readFrame()).isEqualTo("text message " + i);
            }
        }

        /** A handshake with one more field, and the bytes after the head. */
        private static String handshakeWith(String fieldAndBody) {
            String head = handshake();
            return head.substring(0, head.length() - "\r\n".length()) + fieldAndBody;
        }

        private static String handshake() {
            return new String(RawClient.handshake("/echo", ""), ISO_8859_1);
        }

        private String answerTo(String request) throws IOException {
            try (RawClient client = service.client(0)) {
                client.send(request.getBytes(ISO_8859_1));
                return client.readAnswer();
            }
        }
    }
}
