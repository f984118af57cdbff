package dev.carillon.handshake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which heads are read without an HTTP server (RFC 9112, 3 and 5). */
class OpeningHeadTest {
    private static final String PLAIN =
            "GET /topics/a?x=1 HTTP/1.1\r\nHost: h\r\nuPGRADE:\t websocket \r\nX: 1\r\nx: 2\r\n\r\n";

    @Test
    void aPlainHeadIsReadAndItsFieldNamesIgnoreCase() {
        OpeningHead head = read(PLAIN).orElseThrow();
        assertThat(head.method()).isEqualTo("GET");
        assertThat(head.httpVersion()).isEqualTo("HTTP/1.1");
        assertThat(head.target()).isEqualTo("/topics/a?x=1");
        assertThat(head.values("Upgrade")).containsExactly("websocket");
        assertThat(head.values("X")).containsExactly("1", "2");
        assertThat(head.values("Upgrad")).isEmpty();
        assertThat(head.values("pgrade")).isEmpty();
    }

    @Test
    void bytesAfterTheHeadAreNotRead() {
        ByteBuffer bytes = bytes(PLAIN + "frames");
        assertThat(OpeningHead.read(bytes)).isPresent();
        assertThat(ISO_8859_1.decode(bytes).toString()).isEqualTo("frames");
    }

    @Test
    void aHeadAboveEightKibibytesIsLeftToTheHttpServer() {
        assertThat(read("GET / HTTP/1.1\r\nA: " + "a".repeat(8000) + "\r\n\r\n"))
                .isPresent();
        assertThat(read("GET / HTTP/1.1\r\nA: " + "a".repeat(8200) + "\r\n\r\n"))
                .isEmpty();
    }

    @Test
    void aHeadWithoutFieldsIsValid() {
        assertThat(read("GET / HTTP/1.1\r\n\r\n").orElseThrow().values("Host")).isEmpty();
    }

    @Test
    void aFieldMayBeEmptyAndHaveAnyByteAboveAscii() {
        OpeningHead head = read("GET / HTTP/1.1\r\nA:\r\nB: \u00e9\r\n\r\n").orElseThrow();
        assertThat(head.values("A")).containsExactly("");
        assertThat(head.values("B")).containsExactly("\u00e9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "G",
                "GET / HTTP/1.1\r\nHost: h\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\n\r",
                "GET / HTTP/1.1\nHost: h\n\n",
                "POST / HTTP/1.1\r\n\r\n",
                "get / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.0\r\n\r\n",
                "GET / HTTP/1.1 \r\n\r\n",
                "GET  / HTTP/1.1\r\n\r\n",
                "GET http://h/ HTTP/1.1\r\n\r\n",
                "GET /a b HTTP/1.1\r\n\r\n",
                "GET /\u00e9 HTTP/1.1\r\n\r\n",
                "GET  HTTP/1.1\r\n\r\n",
                "GET HTTP/1.1\r\n\r\n",
                "\r\n\r\n",
                "GET / HTTP/1.1\r\nHost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost\r\nA: b\r\n\r\n",
                "GET / HTTP/1.1\r\n: h\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : h\r\n\r\n",
                "GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
                "GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n",
                "GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n",
                "GET / HTTP/1.1\r\nA: \u0000\r\n\r\n",
                "GET / HTTP/1.1\r\nA: \u007f\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: 1\r\n\r\n",
                "GET / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n"
            })
    void otherHeadsAreLeftToTheHttpServer(String head) {
        ByteBuffer bytes = bytes(head);
        assertThat(OpeningHead.read(bytes)).isEmpty();
        assertThat(bytes.position()).isZero();
    }

    private static Optional<OpeningHead> read(String text) {
        return OpeningHead.read(bytes(text));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    }
}
