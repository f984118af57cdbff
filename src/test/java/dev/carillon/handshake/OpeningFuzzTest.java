package dev.carillon.handshake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.Fuzz;
import dev.carillon.handshake.ServerHandshake.Accepted;
import dev.carillon.handshake.ServerHandshake.Refused;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Any head is left to the HTTP server, accepted or refused, and no part of it can become a line of the answer. */
@SuppressWarnings("StringConcatToTextBlock") // lines of a head end in CRLF
public class OpeningFuzzTest {
    private static final String REQUEST = "GET /topics/news HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            + "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Version: 13\r\n%s\r\n";

    private static final List<byte[]> SAMPLES = List.of(
            bytes(REQUEST.formatted("")),
            bytes(REQUEST.formatted("Sec-WebSocket-Protocol: other, carillon.v1\r\n")),
            bytes(REQUEST.formatted("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n")),
            bytes(REQUEST.formatted(
                    "Sec-WebSocket-Extensions: a; b=\"c\\d\", , permessage-deflate; server_max_window_bits=15\r\n"
                            + "Sec-WebSocket-Extensions: permessage-deflate\r\n")),
            bytes("; = \" \\ , \t"),
            bytes("\r\n"));

    private static final ServerHandshake HANDSHAKE = new ServerHandshake();

    @Test
    void heads() {
        Fuzz.check(OpeningFuzzTest.class, "openings", SAMPLES, OpeningFuzzTest::fuzzerTestOneInput);
    }

    public static void fuzzerTestOneInput(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        OpeningHead.read(ByteBuffer.wrap(bytes)).ifPresent(head -> {
            switch (HANDSHAKE.answer(head, Set.of("carillon.v1"), true)) {
                case Accepted accepted ->
                    assertThat(new String(accepted.response("Thu, 26 Nov 2026 13:25:51 GMT"), ISO_8859_1))
                            .matches("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    + "Date: Thu, 26 Nov 2026 13:25:51 GMT\r\nSec-WebSocket-Accept: [A-Za-z0-9+/]{27}=\r\n"
                                    + "(Sec-WebSocket-Protocol: carillon\\.v1\r\n)?"
                                    + "(Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover;"
                                    + " client_no_context_takeover(; server_max_window_bits=(8|9|1[0-5]))?\r\n)?\r\n");
                case Refused refused -> {
                    assertThat(refused.status()).isIn(400, 426);
                    assertThat(refused.message()).startsWith("expected ");
                    assertThat(refused.headers().toString()).doesNotContain("\r", "\n");
                }
            }
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
