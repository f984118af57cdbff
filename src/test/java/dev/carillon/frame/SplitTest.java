package dev.carillon.frame;

import static dev.carillon.frame.Wire.FIN;
import static dev.carillon.frame.Wire.bytes;
import static dev.carillon.frame.Wire.hex;
import static dev.carillon.frame.Wire.join;
import static dev.carillon.frame.Wire.masked;
import static dev.carillon.frame.Wire.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** TCP has no frames: the same bytes in any pieces have the same result (RFC 6455, 5). */
class SplitTest {

    private static final byte[] CONVERSATION = join(
            masked(FIN | 0x1, "Hello"),
            masked(FIN | 0x2, bytes(300)),
            masked(0x1, utf8("one κόσμε and ")),
            masked(FIN | 0x9, hex("01 02 03")),
            masked(0x0, hex("f0 9f")),
            masked(FIN | 0xA, ""),
            masked(0x0, ""),
            masked(FIN | 0x0, join(hex("94 94"), utf8(" rings"))),
            masked(FIN | 0x2, ""),
            masked(FIN | 0x1, "x".repeat(126)),
            masked(FIN | 0x8, join(hex("03 e9"), utf8("au revoir, à bientôt"))));

    private static final List<String> EVENTS = List.of(
            "text Hello",
            "binary " + Recorder.shown(bytes(300)),
            "ping 010203",
            "pong ",
            "text one κόσμε and 🔔 rings",
            "binary ",
            "text " + "x".repeat(126),
            "close 1001 au revoir, à bientôt");

    @Test
    void inOnePiece() throws ProtocolViolation {
        assertThat(Conversation.ofServer().receive(CONVERSATION).events()).isEqualTo(EVENTS);
    }

    @Test
    void byteByByte() throws ProtocolViolation {
        assertThat(Conversation.ofServer().receiveByteByByte(CONVERSATION).events())
                .isEqualTo(EVENTS);
    }

    @Test
    void inAnyTwoPieces() throws ProtocolViolation {
        for (int at = 0; at <= CONVERSATION.length; at++) {
            Conversation server = Conversation.ofServer();
            server.receive(Arrays.copyOf(CONVERSATION, at));
            server.receive(Arrays.copyOfRange(CONVERSATION, at, CONVERSATION.length));
            assertThat(server.events()).as("divided at %d", at).isEqualTo(EVENTS);
        }
    }

    @Test
    void inManyPieces() throws ProtocolViolation {
        for (long seed = 0; seed < 500; seed++) {
            assertThat(inPieces(CONVERSATION, 60, new Random(seed)).events())
                    .as("seed %d", seed)
                    .isEqualTo(EVENTS);
        }
    }

    @Test
    void inManyPiecesWithLengthsIn64Bits() throws ProtocolViolation {
        byte[] large = join(masked(0x2, bytes(70_000)), masked(FIN | 0x0, bytes(20_000)), masked(FIN | 0x1, "end"));
        String message = "binary " + Recorder.shown(join(bytes(70_000), bytes(20_000)));
        for (long seed = 0; seed < 20; seed++) {
            assertThat(inPieces(large, 20_000, new Random(seed)).events())
                    .as("seed %d", seed)
                    .containsExactly(message, "text end");
        }
    }

    private static Conversation inPieces(byte[] bytes, int longest, Random random) throws ProtocolViolation {
        Conversation server = Conversation.ofServer();
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(longest));
            server.receive(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        return server;
    }
}
