package dev.carillon.frame;

import static dev.carillon.frame.Wire.FIN;
import static dev.carillon.frame.Wire.hex;
import static dev.carillon.frame.Wire.join;
import static dev.carillon.frame.Wire.masked;
import static dev.carillon.frame.Wire.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.Fuzz;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** For any bytes: the result is the same however TCP divides them, or the same refusal, and no bytes are left. */
public class FrameFuzzTest {
    private static final int RSV1 = 0x40;
    private static final int MAX_MESSAGE_BYTES = 1000;
    private static final Inflation INFLATION = new Inflation();
    private static final byte[] HELLO_DEFLATED = hex("f2 48 cd c9 c9 07 00");

    private static final List<byte[]> SAMPLES = List.of(
            masked(FIN | 0x1, "Hello"),
            masked(FIN | 0x2, new byte[300]),
            join(masked(0x1, "κόσ"), masked(FIN | 0x9, "ping"), masked(0x0, "με"), masked(FIN, "")),
            masked(FIN | 0xA, "pong"),
            masked(FIN | 0x8, join(hex("03 e8"), utf8("au revoir, à bientôt"))),
            masked(FIN | 0x8, ""),
            masked(FIN | 0x1, utf8("\u0000\u007f\u0080\u07ff\u0800\uffff🔔")),
            masked(FIN | 0x2, new byte[MAX_MESSAGE_BYTES]),
            masked(FIN | RSV1 | 0x1, HELLO_DEFLATED),
            masked(FIN | RSV1 | 0x2, hex("f3 48 cd c9 c9 07 00 00")),
            join(
                    masked(RSV1 | 0x1, Arrays.copyOf(HELLO_DEFLATED, 3)),
                    masked(FIN, Arrays.copyOfRange(HELLO_DEFLATED, 3, 7))),
            masked(FIN | RSV1 | 0x1, hex("00 05 00 fa ff 48 65 6c 6c 6f 00")),
            masked(FIN | RSV1 | 0x2, hex("ed c1 01 0d 00 00 00 c2 a0 f7 4f 6d 0f 07 00 00")),
            hex("81 fe 00 7d"),
            hex("82 ff 00 00 00 00 00 01 00 00"));

    @Test
    void frames() {
        Fuzz.check(FrameFuzzTest.class, "frames", SAMPLES, FrameFuzzTest::fuzzerTestOneInput);
    }

    public static void fuzzerTestOneInput(byte[] bytes) {
        sameInAnyPieces(bytes, null);
        sameInAnyPieces(bytes, INFLATION);
    }

    private static void sameInAnyPieces(byte[] bytes, @Nullable Inflation inflation) {
        List<String> whole = read(bytes, bytes.length, inflation);
        assertThat(read(bytes, 1, inflation)).isEqualTo(whole);
        assertThat(read(bytes, 1 + new Random(Arrays.hashCode(bytes)).nextInt(20), inflation))
                .isEqualTo(whole);
    }

    /** The events of the reader, and its refusal at the end. */
    private static List<String> read(byte[] bytes, int pieceBytes, @Nullable Inflation inflation) {
        HeldBytes held = new HeldBytes(Long.MAX_VALUE);
        Conversation server = new Conversation(new FrameReader(Role.SERVER, MAX_MESSAGE_BYTES, held, inflation));
        try {
            for (int from = 0; from < bytes.length; from += pieceBytes) {
                server.receive(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + pieceBytes)));
                if (!server.events().isEmpty() && server.events().getLast().startsWith("close ")) {
                    server.recorder.listening = false;
                }
            }
        } catch (ProtocolViolation violation) {
            assertThat(CloseCode.mayBeSent(violation.closeCode())).isTrue();
            assertThat(server.reader.isIdle()).isTrue();
            server.events().add(violation.closeCode() + " " + violation.getMessage());
        }
        if (server.reader.isIdle()) {
            assertThat(held.held()).isZero();
        }
        return server.events();
    }
}
