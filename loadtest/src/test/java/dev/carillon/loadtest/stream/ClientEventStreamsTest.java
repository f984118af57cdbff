package dev.carillon.loadtest.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.handshake.ResponseHead;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Receiver;
import dev.carillon.lane.RecordedConnection;
import dev.carillon.websocket.CloseCause;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events are parsed by WHATWG HTML, 9.2.6, and chunks by RFC 9112, 7.1, wherever the bytes are split. */
class ClientEventStreamsTest {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final List<String> received = new ArrayList<>();
    private final ClientEventStreams streams = new ClientEventStreams(new Recorder());

    private final class Recorder implements EventHandler {
        @Override
        public void onId(Connection connection, ByteBuffer id) {
            received.add("#" + UTF_8.decode(id));
        }

        @Override
        public void onText(Connection connection, ByteBuffer utf8) {
            received.add(UTF_8.decode(utf8).toString());
        }

        @Override
        public void onBinary(Connection connection, ByteBuffer data) {
            throw new AssertionError("an event is text");
        }

        @Override
        public void onClosed(Connection connection, CloseCause cause, int code) {
            received.add(cause + " " + code);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data: a^^                                   | [a]",
                "data:a^^                                    | [a]",
                "data:  a^^                                  | [ a]",
                "data^^                                      | []",
                "data: YHOO^data: +2^data: 10^^              | [YHOO^+2^10]",
                "data^data^^                                 | [^]",
                ": comment^^data: a^^                        | [a]",
                "id: 7^data: a^^                             | [#7, a]",
                "id: 7^^data: a^^                            | [#7, a]",
                "id^data: a^^                                | [#, a]",
                "id: 7^id: 8^data: a^^                       | [#8, a]",
                "event: add^data: 73857293^^retry: 5^^data: b^^ | [73857293, b]",
                "Data: a^datax: b^dat: c^^data: a^^          | [a]",
                "data: a^                                    | ",
                "data: no event^nor: this                    | ",
                "^^^data: é日^^                               | [é日]",
            })
    void eventsAreParsedAccordingToTheStandard(String stream, String expected) {
        for (String end : List.of("\n", "\r\n", "\r")) {
            String text = stream.strip().replace("^", end);
            for (String beginning : List.of("", BYTE_ORDER_MARK)) {
                for (boolean chunked : List.of(false, true)) {
                    assertRead(beginning + text, chunked, expected == null ? "nothing" : expected.replace("^", "\n"));
                }
            }
        }
    }

    private void assertRead(String text, boolean chunked, String expected) {
        byte[] bytes = chunked ? chunks(text, 5) : text.getBytes(UTF_8);
        for (int pieces = 1; pieces <= 3; pieces++) {
            for (int first = 0; first < (pieces == 1 ? 1 : bytes.length); first++) {
                received.clear();
                feed(open(chunked), bytes, first, pieces == 2 ? bytes.length : first + 1);
                assertThat(received.isEmpty() ? "nothing" : received.toString())
                        .as(
                                "%s, chunked %s, in %s pieces, cut at %s",
                                text.replace("\r", "<CR>"), chunked, pieces, first)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void anIdWithNulIsIgnored() {
        RecordedConnection connection = open(false);

        feed(connection, "id: 1\u00002\ndata: a\n\n");

        assertThat(received).containsExactly("a");
    }

    @Test
    void aByteOrderMarkIsSkippedAtTheBeginningOnly() {
        RecordedConnection connection = open(false);

        feed(connection, BYTE_ORDER_MARK + "data: a\n\n" + BYTE_ORDER_MARK + "data: b\n\n");

        assertThat(received).containsExactly("a");
    }

    @Test
    void onlyStreamsBetweenEventsShareAReceiver() {
        RecordedConnection one = open(false);
        RecordedConnection other = open(false);
        Receiver beginning = one.receiver();
        feed(one, "data: a\n\n");
        feed(other, ": hello\n\n");
        Receiver shared = one.receiver();
        assertThat(shared).isSameAs(other.receiver()).isNotSameAs(beginning);

        feed(one, "id: 1\ndata: b");
        feed(other, "data: c\n\n");
        assertThat(one.receiver()).isNotSameAs(shared);
        assertThat(other.receiver()).isSameAs(shared);
        feed(one, "b\n\n");

        assertThat(received).containsExactly("a", "c", "#1", "bb");
        assertThat(one.receiver()).isSameAs(shared);
    }

    @Test
    void theLastChunkEndsTheStreamAndLaterBytesAreIgnored() {
        RecordedConnection connection = open(true);

        feed(connection, "9\r\ndata: a\n\n\r\n0\r\nTrailer: x\r\n\r\ndata: b\n\n");

        assertThat(received).containsExactly("a", "VANISHED 1006");
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void chunksMayHaveExtensionsAndSizesInEitherCase() {
        feed(open(true), "0009;x=\"y\"\r\ndata: a\n\n\r\nB \r\ndata: abc\n\n\r\nb\r\ndata: def\n\n\r\n");

        assertThat(received).containsExactly("a", "abc", "def");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\n", "\r\n", "-1\r\n", "1\r\nab\r\n", "fffffffff\r\n"})
    void anInvalidChunkEndsTheStreamAsAViolation(String bytes) {
        RecordedConnection connection = open(true);

        feed(connection, bytes);

        assertThat(received).containsExactly("VIOLATION 1006");
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void anEventThatIsTooLongIsAViolation() {
        RecordedConnection connection = open(false);
        String line = "data: " + "x".repeat(1 << 16) + "\n";

        for (int i = 0; i < 17 && connection.isOpen(); i++) {
            feed(connection, line);
        }

        assertThat(received).containsExactly("VIOLATION 1006");
    }

    // ---- input

    private RecordedConnection open(boolean chunked) {
        ResponseHead head = ResponseHead.parse("HTTP/1.1 200 OK" + (chunked ? "\r\nTransfer-Encoding: chunked" : ""));
        return new RecordedConnection(streams.receiver(head));
    }

    private static void feed(RecordedConnection connection, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        feed(connection, bytes, bytes.length, bytes.length);
    }

    /** Feeds the bytes in up to three pieces, split at {@code first} and {@code second}, in one reused buffer. */
    private static void feed(RecordedConnection connection, byte[] bytes, int first, int second) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length + 1);
        int[] cuts = {0, Math.min(first, bytes.length), Math.min(second, bytes.length), bytes.length};
        for (int i = 0; i < 3; i++) {
            if (cuts[i] < cuts[i + 1] && connection.isOpen()) {
                buffer.clear().put(bytes, cuts[i], cuts[i + 1] - cuts[i]).flip();
                connection.receiver().onBytes(connection, buffer);
            }
        }
    }

    private static byte[] chunks(String text, int size) {
        String bytes = new String(text.getBytes(UTF_8), ISO_8859_1);
        StringBuilder chunks = new StringBuilder();
        for (int at = 0; at < bytes.length(); at += size) {
            String chunk = bytes.substring(at, Math.min(bytes.length(), at + size));
            chunks.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return chunks.toString().getBytes(ISO_8859_1);
    }
}
