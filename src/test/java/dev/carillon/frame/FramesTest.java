package dev.carillon.frame;

import static dev.carillon.frame.Wire.bytes;
import static dev.carillon.frame.Wire.hex;
import static dev.carillon.frame.Wire.join;
import static dev.carillon.frame.Wire.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent: exact bytes as in the RFC's drawings, and everything is read back by the other side. */
class FramesTest {

    private final MaskedFrames masked = new MaskedFrames(() -> 0x37FA_213D);

    @Nested
    class ExamplesOfTheRfc5_7 {

        @Test
        void anUnmaskedText() {
            assertThat(Frames.text(utf8("Hello"))).isEqualTo(hex("81 05 48 65 6c 6c 6f"));
        }

        @Test
        void aMaskedText() {
            assertThat(masked.text(utf8("Hello"))).isEqualTo(hex("81 85 37 fa 21 3d 7f 9f 4d 51 58"));
        }

        @Test
        void aPingAndItsMaskedPong() {
            assertThat(Frames.ping(utf8("Hello"))).isEqualTo(hex("89 05 48 65 6c 6c 6f"));
            assertThat(masked.pong(utf8("Hello"))).isEqualTo(hex("8a 85 37 fa 21 3d 7f 9f 4d 51 58"));
        }
    }

    @Nested
    class Lengths5_2 {

        @ParameterizedTest
        @CsvSource({
            "0, 82 00",
            "125, 82 7d",
            "126, 82 7e 00 7e",
            "127, 82 7e 00 7f",
            "65535, 82 7e ff ff",
            "65536, 82 7f 00 00 00 00 00 01 00 00"
        })
        void takeTheShortestForm(int length, String header) {
            assertThat(Frames.binary(bytes(length))).isEqualTo(join(hex(header), bytes(length)));
            assertThat(Frames.headerLength(length)).isEqualTo(hex(header).length);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 125, 126, 65535, 65536, Integer.MAX_VALUE})
        void headerLengthIsTheLengthOfAHeaderInAnyByteOrder(int length) {
            ByteBuffer network = ByteBuffer.allocate(16);
            ByteBuffer little = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
            Frames.writeHeader(network, Opcode.TEXT, length);
            Frames.writeHeader(little, Opcode.TEXT, length);
            assertThat(network.position()).isEqualTo(Frames.headerLength(length));
            assertThat(little.array()).isEqualTo(network.array());
        }
    }

    @Nested
    class ReadBackByTheOtherSide {

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 125, 126, 127, 65535, 65536})
        void messagesOfEveryLength(int length) throws ProtocolViolation {
            byte[] data = bytes(length);
            assertThat(Conversation.ofClient().receive(Frames.binary(data)).events())
                    .containsExactly("binary " + Recorder.shown(data));
            assertThat(Conversation.ofServer().receive(masked.binary(data)).events())
                    .containsExactly("binary " + Recorder.shown(data));
        }

        @Test
        void everyKindOfFrame() throws ProtocolViolation {
            byte[] fromServer = join(
                    Frames.text(utf8("clôche")),
                    Frames.binary(hex("01")),
                    Frames.ping(hex("02")),
                    Frames.pong(hex("03")),
                    Frames.close(1012, "back soon"));
            byte[] fromClient = join(
                    masked.text(utf8("clôche")),
                    masked.binary(hex("01")),
                    masked.ping(hex("02")),
                    masked.pong(hex("03")),
                    masked.close(1012, "back soon"));
            String[] events = {"text clôche", "binary 01", "ping 02", "pong 03", "close 1012 back soon"};
            assertThat(Conversation.ofClient().receive(fromServer).events()).containsExactly(events);
            assertThat(Conversation.ofServer().receive(fromClient).events()).containsExactly(events);
        }

        @Test
        void aCloseFrameWithoutCodeAndReason() throws ProtocolViolation {
            assertThat(Conversation.ofClient().receive(Frames.close()).events()).containsExactly("close 1005 ");
            assertThat(Conversation.ofServer().receive(masked.close()).events()).containsExactly("close 1005 ");
        }
    }

    @Nested
    class CloseReasons5_5 {

        @Test
        void of123BytesAreNotCut() {
            assertThat(Frames.close(1000, "a".repeat(123))).hasSize(2 + 125).endsWith(utf8("a".repeat(123)));
        }

        @ParameterizedTest
        @CsvSource({"a, 123, 123", "é, 61, 122", "€, 41, 123", "🔔, 30, 120"})
        void thatAreLongerAreCutAfterAWholeCharacter(String character, int charactersLeft, int bytesLeft)
                throws ProtocolViolation {
            byte[] frame = Frames.close(1000, character.repeat(200));
            assertThat(frame).hasSize(2 + 2 + bytesLeft);
            assertThat(Conversation.ofClient().receive(frame).events())
                    .containsExactly("close 1000 " + character.repeat(charactersLeft));
        }
    }

    @Nested
    class RefusedArguments {

        @ParameterizedTest
        @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 2999, 5000})
        void closeCodesThatMustNotBeSent(int code) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Frames.close(code, ""))
                    .withMessage("expected a close code of 1000-1003, 1007-1014 or 3000-4999, but was " + code);
        }

        @Test
        void controlFramesThatAreTooLong() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Frames.ping(bytes(126)))
                    .withMessage("expected at most 125 bytes in a ping frame, but were 126");
            assertThatIllegalArgumentException().isThrownBy(() -> masked.pong(bytes(126)));
        }
    }

    @Test
    void everyMaskedFrameHasItsOwnKey() {
        AtomicInteger keys = new AtomicInteger();
        MaskedFrames counting = new MaskedFrames(keys::incrementAndGet);
        assertThat(keyOf(counting.text(utf8("a")))).isEqualTo(hex("00 00 00 01"));
        assertThat(keyOf(counting.text(utf8("a")))).isEqualTo(hex("00 00 00 02"));
    }

    @Test
    void aPayloadIsNotChangedByMasking() {
        byte[] payload = bytes(20);
        masked.binary(payload);
        assertThat(payload).isEqualTo(bytes(20));
    }

    @Test
    void aFrameOfABufferHasItsRemainingBytesOnly() {
        ByteBuffer window = ByteBuffer.wrap(hex("ff 01 02 ff")).position(1).limit(3);
        assertThat(Frames.frame(Opcode.BINARY, window.duplicate())).isEqualTo(hex("82 02 01 02"));
        assertThat(new MaskedFrames(() -> 0).frame(Opcode.BINARY, window)).isEqualTo(hex("82 82 00 00 00 00 01 02"));
    }

    private static byte[] keyOf(byte[] smallMaskedFrame) {
        return Arrays.copyOfRange(smallMaskedFrame, 2, 6);
    }
}
