package dev.carillon.handshake;

import static dev.carillon.frame.Wire.hex;
import static dev.carillon.frame.Wire.join;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.handshake.ClientHandshake.Failed;
import dev.carillon.handshake.ClientHandshake.Failure;
import dev.carillon.handshake.ClientHandshake.NeedMore;
import dev.carillon.handshake.ClientHandshake.Open;
import dev.carillon.handshake.ClientHandshake.Result;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, 4.1: the request of a client, and which answers open the connection. */
class ClientHandshakeTest {

    private static final String RFC_KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final String STATUS = "HTTP/1.1 101 Switching Protocols";
    private static final String UPGRADE = "Upgrade: websocket";
    private static final String CONNECTION = "Connection: Upgrade";
    private static final String ACCEPT = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol: carillon.v1";
    private static final Open OPEN = new Open(Optional.empty());

    private final ClientHandshake handshake =
            new ClientHandshake("localhost:8080", "/ws?x=1", List.of(), List.of("carillon.v1", "mqtt"), RFC_KEY);
    private final HandshakeReader reader = new HandshakeReader(handshake);

    @Nested
    class TheRequest {

        @Test
        void isRenderedOnce() {
            assertThat(new String(handshake.request(), ISO_8859_1)).isEqualTo("""
                    GET /ws?x=1 HTTP/1.1\r
                    Host: localhost:8080\r
                    Upgrade: websocket\r
                    Connection: Upgrade\r
                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                    Sec-WebSocket-Version: 13\r
                    Sec-WebSocket-Protocol: carillon.v1, mqtt\r
                    \r
                    """);
            assertThat(handshake.request()).isSameAs(handshake.request());
        }

        @Test
        void carriesExtraHeadersAndOmitsAnEmptySubprotocolList() {
            ClientHandshake plain =
                    new ClientHandshake("h", "/", List.of(Map.entry("Authorization", "Bearer t")), List.of(), RFC_KEY);
            assertThat(new String(plain.request(), ISO_8859_1))
                    .endsWith("Sec-WebSocket-Version: 13\r\nAuthorization: Bearer t\r\n\r\n");
        }

        @Test
        void carriesEveryOccurrenceOfAHeaderInUtf8() {
            ClientHandshake cookies = new ClientHandshake(
                    "h", "/", List.of(Map.entry("Cookie", "a=1"), Map.entry("Cookie", "b=\u65e5")), List.of(), RFC_KEY);
            assertThat(new String(cookies.request(), UTF_8)).endsWith("\r\nCookie: a=1\r\nCookie: b=\u65e5\r\n\r\n");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Host", "upgrade", "CONNECTION", "Sec-WebSocket-Key", "sec-websocket-extensions"})
        void refusesAHeaderThatTheHandshakeSets(String name) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ClientHandshake("h", "/", List.of(Map.entry(name, "x")), List.of(), RFC_KEY))
                    .withMessage("expected no header that the handshake sets itself, but was " + name);
        }

        @ParameterizedTest
        @ValueSource(strings = {"a\r\nX: y", "a\n", "a\0"})
        void refusesControlCharacters(String text) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ClientHandshake("h", "/", List.of(Map.entry("A", text)), List.of(), RFC_KEY))
                    .withMessageStartingWith("expected a line of a request without control characters, but was a?");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ClientHandshake(text, "/", List.of(), List.of(), RFC_KEY));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ClientHandshake("h", text, List.of(), List.of(), RFC_KEY));
        }

        @Test
        void refusesAKeyOfAnotherLength() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ClientHandshake("h", "/", List.of(), List.of(), "short"))
                    .withMessage("expected a key of 16 bytes in base64, but was short");
        }
    }

    @Nested
    class AnAnswerThatOpens {

        @Test
        void hasUpgradeConnectionAndAcceptHeaders() {
            assertThat(read(head(STATUS, UPGRADE, CONNECTION, ACCEPT))).isEqualTo(OPEN);
        }

        @Test
        void mayHaveItsNamesAndTokensInAnyCaseAndOrder() {
            assertThat(read(head(
                            "HTTP/1.1 101",
                            "sec-websocket-accept:s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                            "Server: x: y",
                            "connection: keep-alive, UPGRADE",
                            "UPGRADE:  WebSocket ")))
                    .isEqualTo(OPEN);
        }

        @Test
        void mayHaveAnEmptyListOfExtensions() {
            assertThat(read(head(STATUS, UPGRADE, CONNECTION, ACCEPT, "Sec-WebSocket-Extensions: ,")))
                    .isEqualTo(OPEN);
        }

        @Test
        void endsAtItsEmptyLineAlsoAfterAStrayCarriageReturn() {
            assertThat(read(head(STATUS, UPGRADE, CONNECTION, ACCEPT, "X: y\r")))
                    .isEqualTo(OPEN);
        }

        @Test
        void mayChooseASubprotocol() {
            assertThat(read(head(STATUS, UPGRADE, CONNECTION, ACCEPT, PROTOCOL)))
                    .isEqualTo(new Open(Optional.of("carillon.v1")));
        }
    }

    @Nested
    class AnAnswerThatFails {

        @ParameterizedTest
        @CsvSource({
            "HTTP/1.1 503 Service Unavailable, 503",
            "HTTP/1.1 200 OK, 200",
            "HTTP/1.0 101 Switching Protocols, 101",
            "HTTP/1.1 404, 404",
            "HTTP/1.1 1010, "
        })
        void becauseOfItsStatus(String statusLine, @Nullable Integer status) {
            assertThat(read(head(statusLine, UPGRADE, CONNECTION, ACCEPT)))
                    .isEqualTo(new Failed(
                            Failure.STATUS,
                            "expected HTTP/1.1 101, but was " + statusLine,
                            status == null ? OptionalInt.empty() : OptionalInt.of(status)));
        }

        @Test
        void becauseItIsNotHttp() {
            assertThat(read(head("220 mail.example.com ESMTP")))
                    .isEqualTo(
                            new Failed(Failure.NOT_HTTP, "expected HTTP/1.1 101, but was 220 mail.example.com ESMTP"));
        }

        @Test
        void becauseItDoesNotUpgrade() {
            assertThat(read(head(STATUS, CONNECTION, ACCEPT)))
                    .isEqualTo(new Failed(Failure.UPGRADE, "expected Upgrade: websocket, but was none"));
            assertThat(read(head(STATUS, UPGRADE, "Connection: close", ACCEPT)))
                    .isEqualTo(new Failed(Failure.UPGRADE, "expected Connection: Upgrade, but was close"));
        }

        @ParameterizedTest
        @CsvSource({"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xoO=, s3pPLMBiTxaQ9kYGzzhZRbK+xoO=", "X: y, none"})
        void becauseItsAcceptHeaderIsWrong(String line, String was) {
            assertThat(read(head(STATUS, UPGRADE, CONNECTION, line)))
                    .isEqualTo(new Failed(
                            Failure.ACCEPT,
                            "expected Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=, but was " + was));
        }

        @Test
        void becauseOfAnExtensionThatWasNotOffered() {
            assertThat(read(head(STATUS, UPGRADE, CONNECTION, ACCEPT, "Sec-WebSocket-Extensions: permessage-deflate")))
                    .isEqualTo(new Failed(
                            Failure.EXTENSION, "expected no Sec-WebSocket-Extensions, but was permessage-deflate"));
        }

        @Test
        void becauseOfASubprotocolThatWasNotOffered() {
            assertThat(read(head(STATUS, UPGRADE, CONNECTION, ACCEPT, "Sec-WebSocket-Protocol: stomp")))
                    .isEqualTo(new Failed(
                            Failure.SUBPROTOCOL,
                            "expected Sec-WebSocket-Protocol to be one of [carillon.v1, mqtt], but was stomp"));
        }

        @Test
        void becauseOfTwoSubprotocols() {
            assertThat(read(head(STATUS, UPGRADE, CONNECTION, ACCEPT, PROTOCOL, "Sec-WebSocket-Protocol: mqtt")))
                    .isEqualTo(new Failed(
                            Failure.SUBPROTOCOL,
                            "expected Sec-WebSocket-Protocol to be one of [carillon.v1, mqtt],"
                                    + " but was carillon.v1, mqtt"));
        }

        @Test
        void becauseItIsLongerThan8KiB() {
            Failed tooLong = new Failed(Failure.HEAD_TOO_LONG, "expected a head of at most 8192 bytes, but was longer");
            byte[] most = head(STATUS, UPGRADE, CONNECTION, ACCEPT, "X: ");
            String padding = "x".repeat(8192 - most.length);
            assertThat(read(head(STATUS, UPGRADE, CONNECTION, ACCEPT, "X: " + padding)))
                    .isEqualTo(OPEN);
            assertThat(read(head(STATUS, UPGRADE, CONNECTION, ACCEPT, "X: x" + padding)))
                    .isEqualTo(tooLong);
            assertThat(reader.isIdle()).isTrue();
        }

        @Test
        void becauseItNeverEnds() {
            byte[] drop = {'x'};
            for (int i = 0; i < 8192; i++) {
                assertThat(read(drop)).isEqualTo(new NeedMore());
            }
            assertThat(read(drop))
                    .isInstanceOfSatisfying(
                            Failed.class, failed -> assertThat(failed.failure()).isEqualTo(Failure.HEAD_TOO_LONG));
        }

        @Test
        void leavesTheReaderIdleForTheNextConnection() {
            read(head("HTTP/1.1 503 Service Unavailable"));
            assertThat(reader.isIdle()).isTrue();
            assertThat(read(head(STATUS, UPGRADE, CONNECTION, ACCEPT))).isEqualTo(OPEN);
        }
    }

    @Nested
    class Arrival {

        private final byte[] head = head(STATUS, UPGRADE, CONNECTION, ACCEPT);
        private final byte[] frames = hex("81 02 0d 0a 81 02 0d 0a");

        @Test
        void framesAfterTheHeadAreNotConsumed() {
            ByteBuffer bytes =
                    ByteBuffer.allocateDirect(1000).put(head).put(frames).flip();
            assertThat(reader.read(bytes)).isEqualTo(OPEN);
            assertThat(bytes.slice()).isEqualTo(ByteBuffer.wrap(frames));
        }

        @Test
        void anAnswerInSingleBytesIsReadTheSame() {
            for (int i = 0; i < head.length - 1; i++) {
                assertThat(read(new byte[] {head[i]})).as("byte %d", i).isEqualTo(new NeedMore());
                assertThat(reader.isIdle()).isFalse();
            }
            assertThat(read(new byte[] {head[head.length - 1]})).isEqualTo(OPEN);
            assertThat(reader.isIdle()).isTrue();
        }

        @Test
        void anAnswerInTwoPiecesIsReadTheSame() {
            byte[] all = join(head, frames);
            for (int at = 1; at < head.length; at++) {
                assertThat(read(Arrays.copyOf(all, at))).as("divided at %d", at).isEqualTo(new NeedMore());
                ByteBuffer rest = ByteBuffer.wrap(Arrays.copyOfRange(all, at, all.length));
                assertThat(reader.read(rest)).as("divided at %d", at).isEqualTo(OPEN);
                assertThat(rest.remaining()).as("divided at %d", at).isEqualTo(frames.length);
            }
        }

        @Test
        void anEmptyReadNeedsMore() {
            assertThat(read(new byte[0])).isEqualTo(new NeedMore());
            assertThat(reader.isIdle()).isTrue();
        }
    }

    private Result read(byte[] bytes) {
        return reader.read(ByteBuffer.wrap(bytes));
    }

    private static byte[] head(String... lines) {
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO_8859_1);
    }
}
