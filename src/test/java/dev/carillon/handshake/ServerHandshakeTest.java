package dev.carillon.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.handshake.ServerHandshake.Accepted;
import dev.carillon.handshake.ServerHandshake.Answer;
import dev.carillon.handshake.ServerHandshake.Refused;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, 4.2: which requests open a WebSocket, and the answers to the others. */
class ServerHandshakeTest {

    private static final String RFC_KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final String RFC_ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    private static final Map<String, String> UPGRADE = Map.of("Upgrade", "websocket", "Connection", "Upgrade");

    private final ServerHandshake handshake = new ServerHandshake();
    private final Request request = new Request();

    @Nested
    class Accepts4_2_2 {

        @Test
        void theExampleOfSection1_3() {
            assertThat(answer()).isEqualTo(new Accepted(RFC_ACCEPT, Optional.empty(), Optional.empty()));
        }

        @Test
        void severalKeysInTurn() {
            assertThat(answer()).isEqualTo(new Accepted(RFC_ACCEPT, Optional.empty(), Optional.empty()));
            request.with("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==");
            assertThat(answer())
                    .isEqualTo(new Accepted("ICX+Yqv66kxgM0FcWaLWlFLwTAI=", Optional.empty(), Optional.empty()));
            request.with("Sec-WebSocket-Key", RFC_KEY);
            assertThat(answer()).isEqualTo(new Accepted(RFC_ACCEPT, Optional.empty(), Optional.empty()));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"Upgrade", "upgrade", "UPGRADE", "keep-alive, Upgrade", "keep-alive ,upgrade,", " Upgrade "})
        void anyConnectionListThatContainsUpgrade(String connection) {
            assertThat(answer(request.with("Connection", connection))).isInstanceOf(Accepted.class);
        }

        @Test
        void aBodyOfNoBytes() {
            assertThat(answer(request.with("Content-Length", "0"))).isInstanceOf(Accepted.class);
        }

        @Test
        void aConnectionOfSeveralLines() {
            assertThat(answer(request.with("Connection", "keep-alive", "Upgrade")))
                    .isInstanceOf(Accepted.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"WebSocket", "WEBSOCKET", "h2c, websocket"})
        void websocketInAnyCase(String upgrade) {
            assertThat(answer(request.with("Upgrade", upgrade))).isInstanceOf(Accepted.class);
        }
    }

    @Nested
    class Subprotocols4_2_2 {

        @ParameterizedTest
        @CsvSource({
            "'carillon.v1', carillon.v1",
            "'carillon.v2, carillon.v1', carillon.v2",
            "'mqtt, carillon.v1,carillon.v2', carillon.v1",
            "' carillon.v1 ,,', carillon.v1"
        })
        void theFirstSupportedOneOfTheClientIsChosen(String wanted, String chosen) {
            request.with("Sec-WebSocket-Protocol", wanted);
            assertThat(handshake.answer(request, Set.of("carillon.v1", "carillon.v2"), true))
                    .isEqualTo(new Accepted(RFC_ACCEPT, Optional.of(chosen), Optional.empty()));
        }

        @Test
        void severalLinesAreOneList() {
            request.with("Sec-WebSocket-Protocol", "mqtt", "carillon.v1");
            assertThat(handshake.answer(request, Set.of("carillon.v1"), true))
                    .isEqualTo(new Accepted(RFC_ACCEPT, Optional.of("carillon.v1"), Optional.empty()));
        }

        @ParameterizedTest
        @ValueSource(strings = {"mqtt", "Carillon.V1", "carillon", ""})
        void noneIsChosenWhenNoneIsSupported(String wanted) {
            request.with("Sec-WebSocket-Protocol", wanted);
            assertThat(handshake.answer(request, Set.of("carillon.v1"), true))
                    .isEqualTo(new Accepted(RFC_ACCEPT, Optional.empty(), Optional.empty()));
        }
    }

    @Nested
    class Refuses4_2_1 {

        @Test
        void anotherMethod() {
            request.method = "HEAD";
            assertThat(answer())
                    .isEqualTo(new Refused(426, "expected GET with Upgrade: websocket, but was HEAD", UPGRADE));
        }

        @ParameterizedTest
        @ValueSource(strings = {"HTTP/1.0", "HTTP/2"})
        void anotherHttpVersion(String version) {
            request.httpVersion = version;
            assertThat(answer()).isEqualTo(new Refused(400, "expected HTTP/1.1, but was " + version, Map.of()));
        }

        @Test
        void aPlainRequest() {
            assertThat(answer(request.with("Upgrade").with("Connection").with("Sec-WebSocket-Key")))
                    .isEqualTo(new Refused(426, "expected Upgrade: websocket, but was none", UPGRADE));
        }

        @Test
        void anUpgradeToSomethingElse() {
            assertThat(answer(request.with("Upgrade", "h2c")))
                    .isEqualTo(new Refused(426, "expected Upgrade: websocket, but was h2c", UPGRADE));
        }

        @ParameterizedTest
        @ValueSource(strings = {"keep-alive", "upgraded", "close, up grade"})
        void aConnectionThatDoesNotUpgrade(String connection) {
            assertThat(answer(request.with("Connection", connection)))
                    .isEqualTo(new Refused(400, "expected Connection: Upgrade, but was " + connection, Map.of()));
        }

        /** With a body, the beginning of the frames would be unknown. */
        @Test
        void aBody() {
            assertThat(answer(request.with("Content-Length", "5")))
                    .isEqualTo(new Refused(400, "expected no body, but was Content-Length: 5", Map.of()));
            assertThat(answer(request.with("Content-Length", "0", "5")))
                    .isEqualTo(new Refused(400, "expected no body, but was Content-Length: 5", Map.of()));
            assertThat(answer(request.with("Transfer-Encoding", "chunked")))
                    .isEqualTo(new Refused(400, "expected no body, but was Transfer-Encoding: chunked", Map.of()));
        }

        @ParameterizedTest
        @ValueSource(strings = {"8", "14", "013", "13, 8"})
        void anotherWebSocketVersionAndNamesTheSupportedOne4_4(String version) {
            assertThat(answer(request.with("Sec-WebSocket-Version", version)))
                    .isEqualTo(new Refused(
                            426,
                            "expected Sec-WebSocket-Version: 13, but was " + version,
                            Map.of("Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Version", "13")));
        }

        @Test
        void aMissingWebSocketVersion() {
            assertThat(answer(request.with("Sec-WebSocket-Version"))).isInstanceOfSatisfying(Refused.class, refused -> {
                assertThat(refused.status()).isEqualTo(426);
                assertThat(refused.message()).isEqualTo("expected Sec-WebSocket-Version: 13, but was none");
            });
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "short",
                    "dGhlIHNhbXBsZSBub25jZQ",
                    "dGhlIHNhbXBsZSBub25jZQA=",
                    "dGhlIHNhbXBsZSBub25jZ===",
                    "dGhlIHNhbXBsZSBub25j-_==",
                    "dGhlIHNhbXBsZSBub25jZQ==AAAA"
                })
        void aKeyThatIsNot16BytesInBase64(String key) {
            assertThat(answer(request.with("Sec-WebSocket-Key", key)))
                    .isEqualTo(new Refused(
                            400, "expected Sec-WebSocket-Key to be 16 bytes in base64, but was " + key, Map.of()));
        }

        @Test
        void aMissingOrRepeatedKey() {
            assertThat(answer(request.with("Sec-WebSocket-Key")))
                    .isEqualTo(new Refused(
                            400, "expected Sec-WebSocket-Key to be 16 bytes in base64, but was none", Map.of()));
            assertThat(answer(request.with("Sec-WebSocket-Key", RFC_KEY, RFC_KEY)))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.status()).isEqualTo(400));
        }

        @Test
        void withAShortenedMessage() {
            assertThat(answer(request.with("Upgrade", "x".repeat(5000))))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.message())
                                    .isEqualTo("expected Upgrade: websocket, but was " + "x".repeat(100) + "…"));
        }
    }

    private Answer answer() {
        return handshake.answer(request, Set.of(), true);
    }

    private Answer answer(Request changed) {
        return handshake.answer(changed, Set.of(), true);
    }

    /** The request of RFC 6455, 1.3, which tests change. */
    private static final class Request implements OpeningRequest {

        private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private String method = "GET";
        private String httpVersion = "HTTP/1.1";

        Request() {
            with("host", "server.example.com");
            with("upgrade", "websocket");
            with("connection", "Upgrade");
            with("sec-websocket-key", RFC_KEY);
            with("sec-websocket-version", "13");
        }

        Request with(String header, String... values) {
            headers.put(header, List.of(values));
            return this;
        }

        @Override
        public String method() {
            return method;
        }

        @Override
        public String target() {
            return "/chat";
        }

        @Override
        public String httpVersion() {
            return httpVersion;
        }

        @Override
        public List<String> values(String headerName) {
            return headers.getOrDefault(headerName, List.of());
        }
    }
}
