package dev.carillon.frame;

import static dev.carillon.frame.Wire.FIN;
import static dev.carillon.frame.Wire.bytes;
import static dev.carillon.frame.Wire.hex;
import static dev.carillon.frame.Wire.join;
import static dev.carillon.frame.Wire.masked;
import static dev.carillon.frame.Wire.unmasked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalid frames, with their close code and text (RFC 6455, 5, 7.4 and 8.1). */
class ProtocolViolationTest {

    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;

    private final Conversation server = Conversation.ofServer();
    private final Conversation client = Conversation.ofClient();

    @Nested
    class InAHeader5_2 {

        @ParameterizedTest
        @CsvSource({"c1, 100", "a1, 010", "91, 001", "f1, 111"})
        void reservedBits(String firstByte, String bits) {
            assertRefused(server, hex(firstByte), 1002, "expected the reserved bits to be 0, but RSV1-3 were " + bits);
        }

        @ParameterizedTest
        @ValueSource(ints = {0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF})
        void unknownOpcodes(int opcode) {
            byte[] firstByte = {(byte) (FIN | opcode)};
            assertRefused(server, firstByte, 1002, "expected opcode 0, 1, 2, 8, 9 or 10, but was " + opcode);
        }

        @ParameterizedTest
        @CsvSource({
            "82 fe 00 7d, 125, 2",
            "82 fe 00 00, 0, 2",
            "82 ff 00 00 00 00 00 00 ff ff, 65535, 8",
            "82 ff 00 00 00 00 00 00 00 01, 1, 8"
        })
        void lengthsInMoreBytesThanTheyNeed(String header, long length, int lengthBytes) {
            assertRefused(
                    server,
                    hex(header),
                    1002,
                    "expected the length " + length + " in as few bytes as possible, but was in " + lengthBytes);
        }

        @Test
        void lengthsWithTheTopBitSet() {
            assertRefused(
                    server,
                    hex("82 ff 80 00 00 00 00 00 00 01"),
                    1002,
                    "expected a length below 2^63, but was 9223372036854775809");
        }
    }

    @Nested
    class Masks5_1 {

        @Test
        void aClientThatDoesNotMask() {
            assertRefused(server, hex("81 00"), 1002, "expected a masked frame from the client, but was unmasked");
        }

        @Test
        void aServerThatMasks() {
            assertRefused(client, hex("81 80"), 1002, "expected an unmasked frame from the server, but was masked");
        }
    }

    @Nested
    class ControlFrames5_5 {

        @ParameterizedTest
        @CsvSource({"08, close", "09, ping", "0a, pong"})
        void inFragments(String firstByte, String name) {
            assertRefused(
                    server, hex(firstByte), 1002, "expected a " + name + " frame in one piece, but was a fragment");
        }

        @ParameterizedTest
        @CsvSource({"88 fe, close", "89 fe, ping", "8a ff, pong"})
        void withMoreThan125Bytes(String header, String name) {
            assertRefused(
                    server, hex(header), 1002, "expected at most 125 bytes in a " + name + " frame, but were more");
        }
    }

    @Nested
    class Fragments5_4 {

        @Test
        void aContinuationWithoutAStart() {
            assertRefused(
                    server,
                    masked(FIN | CONTINUATION, "b"),
                    1002,
                    "expected a text or binary frame, but was a continuation without a beginning");
        }

        @Test
        void aContinuationAfterAWholeMessage() throws ProtocolViolation {
            server.receive(masked(FIN | TEXT, "a"));
            assertRefused(
                    server,
                    masked(CONTINUATION, "b"),
                    1002,
                    "expected a text or binary frame, but was a continuation without a beginning");
        }

        @ParameterizedTest
        @CsvSource({"1, text", "2, binary"})
        void aNewMessageInsideAnother(int opcode, String name) throws ProtocolViolation {
            server.receive(masked(TEXT, "a"));
            assertRefused(
                    server,
                    masked(FIN | opcode, "b"),
                    1002,
                    "expected a continuation of the text message, but was a new " + name + " frame");
        }
    }

    @Nested
    class CloseFrames5_5_1 {

        @Test
        void withACodeOfOneByte() {
            assertRefused(
                    server,
                    masked(FIN | CLOSE, hex("03")),
                    1002,
                    "expected a close code of 2 bytes or none, but was 1 byte");
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
        void withACodeThatMustNotBeSent(int code) {
            assertRefused(
                    server,
                    masked(FIN | CLOSE, hex("%04x".formatted(code))),
                    1002,
                    "expected a close code of 1000-1003, 1007-1014 or 3000-4999, but was " + code);
        }

        @ParameterizedTest
        @ValueSource(strings = {"ff", "61 c3", "ed a0 80"})
        void withAReasonThatIsNotUtf8(String reason) {
            assertRefused(
                    server,
                    masked(FIN | CLOSE, join(hex("03 e8"), hex(reason))),
                    1007,
                    "expected a close reason in UTF-8, but was not");
        }
    }

    @Nested
    class Text8_1 {

        private static final String NOT_UTF_8 = "expected text in UTF-8, but was not";
        private static final String CUT_OFF = "expected text in UTF-8, but it ended inside a character";

        @Test
        void thatIsMalformedInAWholeFrame() {
            assertRefused(server, masked(FIN | TEXT, hex("61 ff")), 1007, NOT_UTF_8);
        }

        @Test
        void thatEndsInsideACharacter() {
            assertRefused(server, masked(FIN | TEXT, hex("e2 82")), 1007, CUT_OFF);
        }

        @Test
        void thatEndsInsideACharacterInItsLastFragment() throws ProtocolViolation {
            server.receive(masked(TEXT, hex("f0 9f 94")));
            assertRefused(server, masked(FIN | CONTINUATION, ""), 1007, CUT_OFF);
        }

        @Test
        void isRefusedAtItsFirstMalformedFragment() {
            assertRefused(server, masked(TEXT, hex("c0")), 1007, NOT_UTF_8);
        }

        @Test
        void isRefusedAtAMalformedCharacterAcrossFragments() throws ProtocolViolation {
            server.receive(masked(TEXT, hex("f4"))).receive(masked(FIN | PING, ""));
            assertRefused(server, masked(CONTINUATION, hex("90")), 1007, NOT_UTF_8);
        }

        @Test
        void isRefusedAtItsFirstMalformedByteBeforeTheFrameEnds() throws ProtocolViolation {
            byte[] frame = masked(FIN | TEXT, join(hex("ce ba e1 bd b9 cf 83 ce bc ce b5 f4 90"), bytes(1000)));
            int headerBytes = 8;
            int upToTheF4 = headerBytes + 12;
            for (int i = 0; i < upToTheF4; i++) {
                server.receive(new byte[] {frame[i]});
            }
            assertRefused(server, new byte[] {frame[upToTheF4]}, 1007, NOT_UTF_8);
        }

        @Test
        void isRequiredToBeUtf8ButBinaryMessagesAreNot() throws ProtocolViolation {
            server.receive(masked(FIN | BINARY, hex("ff"))).receive(masked(FIN | PING, hex("ff")));
            assertThat(server.events()).containsExactly("binary ff", "ping ff");
        }
    }

    @Nested
    class AMessageThatIsTooLong7_4_1 {

        @Test
        void isRefusedAtItsHeader() {
            byte[] header = hex("82 ff 00 00 00 00 00 01 86 a1 00 00 00 00");
            assertRefused(server, header, 1009, "expected a message of at most 100000 bytes, but was 100001 or more");
        }

        @Test
        void isRefusedForTheLargestPossibleLength() {
            assertRefused(
                    client,
                    hex("82 7f 7f ff ff ff ff ff ff ff"),
                    1009,
                    "expected a message of at most 100000 bytes, but was 9223372036854775807 or more");
        }

        @Test
        void isRefusedAtTheFragmentThatExceedsTheLimit() throws ProtocolViolation {
            client.receive(unmasked(BINARY, bytes(60_000))).receive(unmasked(CONTINUATION, bytes(40_000)));
            assertRefused(
                    client, hex("00 01"), 1009, "expected a message of at most 100000 bytes, but was 100001 or more");
        }

        @Test
        void isMeasuredWithoutControlFrames() throws ProtocolViolation {
            Conversation small = new Conversation(new FrameReader(Role.SERVER, 4));
            small.receive(masked(BINARY, bytes(4))).receive(masked(FIN | PING, bytes(5)));
            assertThat(small.events()).containsExactly("ping " + Recorder.shown(bytes(5)));
        }
    }

    @Test
    void aViolationHasNoStackTrace() {
        assertThat(violation(server, hex("83")).getStackTrace()).isEmpty();
    }

    @Test
    void aViolationComesAfterTheEventsOfEarlierFrames() {
        assertThat(violation(server, join(masked(FIN | TEXT, "fine"), hex("83")))
                        .closeCode())
                .isEqualTo(1002);
        assertThat(server.events()).containsExactly("text fine");
    }

    private static void assertRefused(Conversation conversation, byte[] bytes, int closeCode, String message) {
        ProtocolViolation violation = violation(conversation, bytes);
        assertThat(violation).hasMessage(message);
        assertThat(message).as("fits into a close frame").hasSizeLessThanOrEqualTo(Frames.REASON_MAX);
        assertThat(violation.closeCode()).isEqualTo(closeCode);
    }

    private static ProtocolViolation violation(Conversation conversation, byte[] bytes) {
        return catchThrowableOfType(ProtocolViolation.class, () -> conversation.receive(bytes));
    }
}
