package dev.carillon.frame;

import static dev.carillon.frame.Wire.FIN;
import static dev.carillon.frame.Wire.ascii;
import static dev.carillon.frame.Wire.bytes;
import static dev.carillon.frame.Wire.join;
import static dev.carillon.frame.Wire.masked;
import static dev.carillon.frame.Wire.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692, 6.1 and 7.2: which messages are deflated, and that a reader inflates them in any pieces. */
class DeflatedFramesTest {
    private static final int RSV1 = 0x40;

    @Test
    void messagesBelow128BytesAreNotDeflated() {
        byte[] frame = Frames.text(ascii(127));
        assertThat(shorter(frame)).isSameAs(frame);
        assertThat(shorter(Frames.text(ascii(128)))).hasSizeLessThan(20);
    }

    @Test
    void messagesThatDoNotGetShorterAreNotDeflated() {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        for (int length : new int[] {128, 1000, noise.length}) {
            byte[] frame = Frames.binary(Arrays.copyOf(noise, length));
            assertThat(shorter(frame)).isSameAs(frame);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 200, 65_535, 65_536, 90_000})
    void aDeflatedMessageIsReadBackUnchanged(int length) throws ProtocolViolation {
        byte[] text = ascii(length);
        assertThat(read(shorter(Frames.text(text)))).containsExactly("text " + "a".repeat(length));
        byte[] data = Arrays.copyOf(bytes(50), length);
        assertThat(read(shorter(Frames.binary(data)))).containsExactly("binary " + Recorder.shown(data));
    }

    @Test
    void aDeflaterKeepsNothingForTheNextMessage() {
        byte[] frame = Frames.text(utf8("one after the other ".repeat(50)));
        byte[] first = shorter(frame);
        shorter(Frames.binary(bytes(70_000)));
        assertThat(shorter(frame)).isEqualTo(first);
    }

    @Test
    void aConversationIsReadTheSameWhereverItIsDivided() throws ProtocolViolation {
        byte[] deflated = payload(shorter(Frames.text(utf8("κόσμε ".repeat(100)))));
        byte[] conversation = join(
                masked(FIN | 0x1, "plain"),
                masked(FIN | RSV1 | 0x1, deflated),
                masked(RSV1 | 0x1, Arrays.copyOf(deflated, 5)),
                masked(FIN | 0x9, "ping"),
                masked(0x0, ""),
                masked(FIN, Arrays.copyOfRange(deflated, 5, deflated.length)),
                masked(FIN | RSV1 | 0x2, new byte[1]),
                masked(FIN | 0x1, "plain again"));
        String text = "text " + "κόσμε ".repeat(100);
        List<String> events = List.of("text plain", text, "ping 70696e67", text, "binary ", "text plain again");
        for (int at = 0; at <= conversation.length; at++) {
            Conversation server = deflating(Role.SERVER);
            server.receive(Arrays.copyOf(conversation, at));
            server.receive(Arrays.copyOfRange(conversation, at, conversation.length));
            assertThat(server.events()).as("divided at %d", at).isEqualTo(events);
            assertThat(server.reader.isIdle()).isTrue();
        }
        assertThat(deflating(Role.SERVER).receiveByteByByte(conversation).events())
                .isEqualTo(events);
    }

    private static byte[] shorter(byte[] frame) {
        return DeflatedFrames.shorter(frame, Compression.WINDOW_15);
    }

    private static List<String> read(byte[] frame) throws ProtocolViolation {
        assertThat(frame[0] & 0xf0).isEqualTo(FIN | RSV1);
        return deflating(Role.CLIENT).receive(frame).events();
    }

    private static Conversation deflating(Role role) {
        return new Conversation(
                new FrameReader(role, Conversation.MAX_MESSAGE_BYTES, new HeldBytes(Long.MAX_VALUE), new Inflation()));
    }

    private static byte[] payload(byte[] shortFrame) {
        assertThat(shortFrame[1]).isBetween((byte) 1, (byte) 125);
        return Arrays.copyOfRange(shortFrame, 2, shortFrame.length);
    }
}
