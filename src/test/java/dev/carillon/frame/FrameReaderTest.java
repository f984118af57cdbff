package dev.carillon.frame;

import static dev.carillon.frame.Wire.FIN;
import static dev.carillon.frame.Wire.ascii;
import static dev.carillon.frame.Wire.bytes;
import static dev.carillon.frame.Wire.hex;
import static dev.carillon.frame.Wire.join;
import static dev.carillon.frame.Wire.masked;
import static dev.carillon.frame.Wire.unmasked;
import static dev.carillon.frame.Wire.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid frames of a peer (RFC 6455, 5); invalid ones are in {@link ProtocolViolationTest}. */
class FrameReaderTest {

    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;

    private final Conversation server = Conversation.ofServer();
    private final Conversation client = Conversation.ofClient();

    @Nested
    class ExamplesOfTheRfc5_7 {

        @Test
        void anUnmaskedText() throws ProtocolViolation {
            client.receive(hex("81 05 48 65 6c 6c 6f"));
            assertThat(client.events()).containsExactly("text Hello");
        }

        @Test
        void aMaskedText() throws ProtocolViolation {
            server.receive(hex("81 85 37 fa 21 3d 7f 9f 4d 51 58"));
            assertThat(server.events()).containsExactly("text Hello");
        }

        @Test
        void aFragmentedUnmaskedText() throws ProtocolViolation {
            client.receive(hex("01 03 48 65 6c")).receive(hex("80 02 6c 6f"));
            assertThat(client.events()).containsExactly("text Hello");
        }

        @Test
        void anUnmaskedPingAndItsMaskedPong() throws ProtocolViolation {
            client.receive(hex("89 05 48 65 6c 6c 6f"));
            server.receive(hex("8a 85 37 fa 21 3d 7f 9f 4d 51 58"));
            assertThat(client.events()).containsExactly("ping 48656c6c6f");
            assertThat(server.events()).containsExactly("pong 48656c6c6f");
        }

        @Test
        void lengthsIn16And64Bits() throws ProtocolViolation {
            client.receive(join(hex("82 7E 01 00"), bytes(256)));
            client.receive(join(hex("82 7F 00 00 00 00 00 01 00 00"), bytes(65536)));
            assertThat(client.events())
                    .containsExactly("binary " + Recorder.shown(bytes(256)), "binary " + Recorder.shown(bytes(65536)));
        }
    }

    @Nested
    class Frames5_2 {

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 7, 8, 9, 125, 126, 127, 65535, 65536, 100_000})
        void everyLengthIsReadInBothRoles(int length) throws ProtocolViolation {
            String expected = "binary " + Recorder.shown(bytes(length));
            server.receive(masked(FIN | BINARY, bytes(length)));
            client.receive(unmasked(FIN | BINARY, bytes(length)));
            assertThat(server.events()).containsExactly(expected);
            assertThat(client.events()).containsExactly(expected);
        }

        @ParameterizedTest
        @CsvSource({"1, text ab", "2, binary 6162", "9, ping 6162", "10, pong 6162"})
        void everyOpcodeHasItsEvent(int opcode, String event) throws ProtocolViolation {
            server.receive(masked(FIN | opcode, "ab"));
            assertThat(server.events()).containsExactly(event);
        }

        @Test
        void framesInOneReadAreReportedInOrder() throws ProtocolViolation {
            server.receive(join(
                    masked(FIN | TEXT, "one"),
                    masked(FIN | PING, "2"),
                    masked(FIN | TEXT, ""),
                    masked(FIN | BINARY, hex("03"))));
            assertThat(server.events()).containsExactly("text one", "ping 32", "text ", "binary 03");
        }

        @Test
        void framesWithAnyKeyAreUnmasked() throws ProtocolViolation {
            server.receive(hex("82 84 00 00 00 00 01 02 03 04"));
            server.receive(hex("82 84 ff ff ff ff 01 02 03 04"));
            server.receive(hex("82 85 80 00 00 01 01 02 03 04 05"));
            assertThat(server.events()).containsExactly("binary 01020304", "binary fefdfcfb", "binary 8102030585");
        }
    }

    @Nested
    class Fragments5_4 {

        @Test
        void controlFramesBetweenFragmentsAreReportedAtOnce() throws ProtocolViolation {
            server.receive(masked(TEXT, "Caril"));
            server.receive(masked(FIN | PING, "?"));
            server.receive(masked(CONTINUATION, "lon ri"));
            server.receive(masked(FIN | PONG, "!"));
            server.receive(masked(FIN | CONTINUATION, "ngs"));
            assertThat(server.events()).containsExactly("ping 3f", "pong 21", "text Carillon rings");
        }

        @Test
        void aControlFrameInPiecesMayInterruptAMessage() throws ProtocolViolation {
            server.receiveByteByByte(masked(TEXT, "Caril"));
            server.receiveByteByByte(masked(FIN | PING, "in between"));
            server.receiveByteByByte(masked(FIN | CONTINUATION, "lon"));
            assertThat(server.events()).containsExactly("ping " + hexOf("in between"), "text Carillon");
        }

        @Test
        void fragmentsMayBeEmpty() throws ProtocolViolation {
            server.receive(join(
                    masked(BINARY, ""),
                    masked(CONTINUATION, ""),
                    masked(CONTINUATION, hex("01")),
                    masked(FIN | CONTINUATION, "")));
            server.receive(join(masked(BINARY, ""), masked(FIN | CONTINUATION, hex("02"))));
            server.receive(join(masked(TEXT, ""), masked(FIN | CONTINUATION, "")));
            assertThat(server.events()).containsExactly("binary 01", "binary 02", "text ");
        }

        @Test
        void aCharacterMayBeDividedBetweenFragments() throws ProtocolViolation {
            byte[] bell = utf8("🔔");
            server.receive(masked(TEXT, hex("f0 9f")));
            server.receive(masked(CONTINUATION, hex("94")));
            server.receive(masked(FIN | CONTINUATION, hex("94")));
            assertThat(bell).isEqualTo(hex("f0 9f 94 94"));
            assertThat(server.events()).containsExactly("text 🔔");
        }

        @Test
        void aSecondMessageHasNoTextOfTheFirst() throws ProtocolViolation {
            for (int i = 0; i < 2; i++) {
                server.receive(join(masked(TEXT, "ab"), masked(FIN | CONTINUATION, "c")));
            }
            assertThat(server.events()).containsExactly("text abc", "text abc");
        }

        @Test
        void aMessageMayFillTheLimitExactly() throws ProtocolViolation {
            server.receive(masked(BINARY, bytes(60_000)));
            server.receive(masked(FIN | CONTINUATION, bytes(40_000)));
            assertThat(server.events()).containsExactly("binary " + Recorder.shown(join(bytes(60_000), bytes(40_000))));
        }

        private static String hexOf(String text) {
            return Recorder.shown(utf8(text));
        }
    }

    @Nested
    class CloseFrames5_5_1 {

        @Test
        void anEmptyCloseFrameIsReportedAs1005() throws ProtocolViolation {
            server.receive(masked(FIN | CLOSE, ""));
            assertThat(server.events()).containsExactly("close 1005 ");
        }

        @Test
        void aCodeNeedsNoReason() throws ProtocolViolation {
            server.receive(masked(FIN | CLOSE, hex("03 e8")));
            assertThat(server.events()).containsExactly("close 1000 ");
        }

        @Test
        void aReasonIsUtf8() throws ProtocolViolation {
            server.receive(masked(FIN | CLOSE, join(hex("0f a0"), utf8("à bientôt"))));
            assertThat(server.events()).containsExactly("close 4000 à bientôt");
        }

        @Test
        void aReasonMayFillTheFrame() throws ProtocolViolation {
            server.receive(masked(FIN | CLOSE, join(hex("03 e8"), ascii(123))));
            assertThat(server.events()).containsExactly("close 1000 " + new String(ascii(123), UTF_8));
        }

        @Test
        void bytesAfterACloseFrameAreIgnored() throws ProtocolViolation {
            server.receive(join(masked(FIN | CLOSE, hex("03 e8")), masked(FIN | TEXT, "late"), hex("ff ff ff")));
            assertThat(server.events()).containsExactly("close 1000 ");
            assertThat(server.reader.isIdle()).isTrue();
        }

        @Test
        void aCloseFrameInsideAMessageDiscardsTheMessage() throws ProtocolViolation {
            server.receive(join(masked(TEXT, "never ends"), masked(FIN | CLOSE, "")));
            assertThat(server.events()).containsExactly("close 1005 ");
            assertThat(server.reader.isIdle()).isTrue();
        }
    }

    @Nested
    class OneReaderForManyConnections {

        @Test
        void theReaderIsIdleOnlyBetweenMessages() throws ProtocolViolation {
            byte[] ping = masked(FIN | PING, "p");
            byte[] message = join(masked(TEXT, "a"), ping, masked(FIN | CONTINUATION, "b"));
            assertThat(server.reader.isIdle()).isTrue();
            for (int i = 0; i < message.length; i++) {
                server.receive(new byte[] {message[i]});
                assertThat(server.reader.isIdle()).as("after byte %d", i).isEqualTo(i == message.length - 1);
            }
        }

        @Test
        void theReaderIsNotIdleInsideAControlFrame() throws ProtocolViolation {
            byte[] ping = masked(FIN | PING, "p");
            for (int i = 0; i < ping.length; i++) {
                server.receive(new byte[] {ping[i]});
                assertThat(server.reader.isIdle()).as("after byte %d", i).isEqualTo(i == ping.length - 1);
            }
        }

        @Test
        void theReaderIsIdleAfterAViolation() throws ProtocolViolation {
            server.receive(masked(TEXT, hex("e2 82")));
            assertThatThrownBy(() -> server.receive(masked(TEXT, "again"))).isInstanceOf(ProtocolViolation.class);
            assertThat(server.reader.isIdle()).isTrue();
            server.receive(masked(FIN | TEXT, "next"));
            assertThat(server.events()).containsExactly("text next");
        }

        @Test
        void theRestOfAFrameWithAViolationIsDiscarded() throws ProtocolViolation {
            byte[] longFrame = masked(FIN | TEXT, join(hex("ff"), ascii(300)));
            assertThatThrownBy(() -> server.receive(Arrays.copyOf(longFrame, 20)))
                    .isInstanceOf(ProtocolViolation.class);
            server.receive(masked(FIN | BINARY, bytes(200)));
            assertThat(server.events()).containsExactly("binary " + Recorder.shown(bytes(200)));
        }

        @Test
        void theReaderIsIdleAfterAViolationInAHeader() throws ProtocolViolation {
            assertThatThrownBy(() -> server.receive(hex("83"))).isInstanceOf(ProtocolViolation.class);
            assertThat(server.reader.isIdle()).isTrue();
            server.receive(masked(FIN | TEXT, "next"));
            assertThat(server.events()).containsExactly("text next");
        }

        @Test
        void theReaderWorksAfterAHandlerHasThrown() throws ProtocolViolation {
            Recorder broken = new Recorder() {
                @Override
                public void onText(ByteBuffer utf8) {
                    throw new IllegalStateException("our own mistake");
                }
            };
            ByteBuffer bytes = ByteBuffer.wrap(masked(FIN | TEXT, "one"));
            assertThatThrownBy(() -> server.reader.read(bytes, broken)).hasMessage("our own mistake");
            assertThat(server.reader.isIdle()).isTrue();
            server.receive(masked(FIN | TEXT, "two"));
            assertThat(server.events()).containsExactly("text two");
        }
    }

    @Nested
    class AHandlerThatHasStopped {

        @Test
        void receivesNothingAfterTheFrameThatStoppedIt() throws ProtocolViolation {
            Recorder stopping = new Recorder() {
                @Override
                public void onPing(ByteBuffer data) {
                    super.onPing(data);
                    listening = false;
                }
            };
            ByteBuffer bytes = ByteBuffer.wrap(
                    join(masked(TEXT, "begun"), masked(FIN | PING, "stop"), masked(FIN | CONTINUATION, "ended")));
            server.reader.read(bytes, stopping);
            assertThat(stopping.events).containsExactly("ping 73746f70");
            assertThat(bytes.hasRemaining()).isFalse();
            assertThat(server.reader.isIdle()).isTrue();
        }

        @Test
        void leavesNoPartOfAFrameForTheNextHandler() throws ProtocolViolation {
            byte[] ping = masked(FIN | PING, "stale");
            server.receive(masked(TEXT, "stale")).receive(Arrays.copyOf(ping, 8));
            server.recorder.listening = false;
            server.receive(Arrays.copyOfRange(ping, 8, ping.length));
            server.recorder.listening = true;
            server.receive(join(masked(FIN | PING, "new"), masked(FIN | TEXT, "new")));
            assertThat(server.events()).containsExactly("ping 6e6577", "text new");
        }

        @Test
        void receivesNothingOfLaterReads() throws ProtocolViolation {
            server.recorder.listening = false;
            server.receive(masked(FIN | TEXT, "late")).receive(hex("ff ff"));
            assertThat(server.events()).isEmpty();
            assertThat(server.reader.isIdle()).isTrue();
        }
    }

    @Nested
    class TheBuffer {

        @Test
        void aWholeMessageIsPassedAsAWindowOfTheBuffer() throws ProtocolViolation {
            ByteBuffer bytes = ByteBuffer.allocateDirect(64);
            bytes.put(masked(FIN | TEXT, "one")).put(masked(FIN | TEXT, "two")).flip();
            Recorder sameBuffer = new Recorder() {
                @Override
                public void onText(ByteBuffer utf8) {
                    assertThat(utf8).isSameAs(bytes);
                    super.onText(utf8);
                }
            };
            server.reader.read(bytes, sameBuffer);
            assertThat(sameBuffer.events).containsExactly("text one", "text two");
        }

        @Test
        void aHandlerMayMovePositionAndLimit() throws ProtocolViolation {
            Recorder careless = new Recorder() {
                @Override
                public void onBinary(ByteBuffer data) {
                    super.onBinary(data);
                    data.clear();
                }
            };
            byte[] frame = masked(FIN | BINARY, hex("07"));
            ByteBuffer bytes = ByteBuffer.wrap(join(frame, frame, hex("ff ff ff")));
            server.reader.read(bytes.limit(2 * frame.length), careless);
            assertThat(careless.events).containsExactly("binary 07", "binary 07");
            assertThat(bytes.position()).isEqualTo(2 * frame.length);
            assertThat(bytes.limit()).isEqualTo(2 * frame.length);
        }

        @Test
        void isReadFromItsPosition() throws ProtocolViolation {
            ByteBuffer bytes = ByteBuffer.wrap(join(hex("ff ff ff"), masked(FIN | TEXT, "here")));
            server.reader.read(bytes.position(3), server.recorder);
            assertThat(server.events()).containsExactly("text here");
        }

        @Test
        void inAnotherByteOrderIsRefused() {
            ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> server.reader.read(bytes, server.recorder))
                    .withMessage("expected bytes in network order, but were LITTLE_ENDIAN");
        }
    }
}
