package dev.carillon.frame;

import static dev.carillon.frame.Wire.ascii;
import static dev.carillon.frame.Wire.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 7692, 7.1.2.1: data deflated for a window of 2^N bytes refers no further back than that. */
class DeflateWindowTest {
    private static final String QUOTES = IntStream.range(0, 20_000)
            .mapToObj(i ->
                    "{\"id\":" + i + ",\"symbol\":\"S" + i % 17 + "\",\"price\":" + i * 7919L % 100_000 / 100.0 + "}")
            .collect(Collectors.joining(",", "[", "]"));

    /**
     * Lengths around the window and around each piece after it, of text that repeats itself just inside and outside.
     */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void noDistanceExceedsTheWindow(Compression compression) {
        int window = compression.windowBytes();
        for (int around : new int[] {window, window * 7 / 4, window * 10 / 4, window * 4}) {
            for (int length = around - 1; length <= around + 1; length++) {
                requireSame(Arrays.copyOf(utf8(QUOTES), length), compression);
                for (int period : new int[] {1, window - 1, window, window + 1}) {
                    requireSame(repeated(noise(period), length), compression);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void mixedDataOfAnyLengthIsInflatedUnchanged(Compression compression) {
        Random random = new Random(compression.windowBits());
        for (int round = 0; round < 30; round++) {
            byte[] message = new byte[random.nextInt(4 * Math.min(8192, compression.windowBytes()))];
            for (int at = 0; at < message.length; ) {
                int part = Math.min(message.length - at, 1 + random.nextInt(500));
                byte[] source = random.nextInt(3) == 0 ? noise(part) : utf8(QUOTES);
                System.arraycopy(source, 0, message, at, part);
                at += part;
            }
            requireSame(message, compression);
        }
    }

    @Test
    void aMessageOfSeveralMegabytesInflatesToTheOriginal() {
        requireSame(utf8(QUOTES.repeat(4)), Compression.WINDOW_9);
    }

    /** All of these windows share that frame. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aMessageThatFitsTheWindowUsesTheFrameOfTheWidestWindow(Compression compression) {
        byte[] fits = Frames.text(Arrays.copyOf(utf8(QUOTES), compression.windowBytes()));
        assertThat(DeflatedFrames.widest(fits, compression)).isEqualTo(Compression.WINDOW_15);
        assertThat(DeflatedFrames.shorter(fits, compression))
                .isEqualTo(DeflatedFrames.shorter(fits, Compression.WINDOW_15));
        byte[] longer = Frames.text(Arrays.copyOf(utf8(QUOTES), compression.windowBytes() + 1));
        assertThat(DeflatedFrames.widest(longer, compression)).isEqualTo(compression);
    }

    @Test
    void aMessageThatDoesNotGetShorterInPiecesIsNotDeflated() {
        byte[] frame = Frames.binary(noise(100_000));
        for (Compression compression : Compression.values()) {
            assertThat(DeflatedFrames.shorter(frame, compression)).isSameAs(frame);
        }
    }

    @Test
    void withoutCompressionAMessageIsNotDeflated() {
        byte[] frame = Frames.text(ascii(1000));
        assertThat(DeflatedFrames.shorter(frame, Compression.NONE)).isSameAs(frame);
        assertThat(DeflatedFrames.widest(frame, Compression.NONE)).isEqualTo(Compression.NONE);
    }

    /** A check of the check: without it these tests would pass for any window. */
    @Test
    void theOrdinaryFrameOfALongMessageRefersBeyondASmallWindow() {
        byte[] deflated = payload(DeflatedFrames.shorter(Frames.text(utf8(QUOTES)), Compression.WINDOW_15));
        assertThat(WindowInflater.farthest(deflated)).isGreaterThan(16 << 10);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> WindowInflater.inflate(deflated, 14))
                .withMessageStartingWith("expected a distance of at most 16384");
    }

    private static void requireSame(byte[] message, Compression compression) {
        byte[] frame = DeflatedFrames.shorter(Frames.binary(message), compression);
        byte[] read = (frame[0] & 0x40) == 0
                ? payload(frame)
                : WindowInflater.inflate(payload(frame), compression.windowBits());
        assertThat(Arrays.equals(read, message))
                .as("a message of %d bytes comes out as it went in", message.length)
                .isTrue();
    }

    private static byte[] payload(byte[] frame) {
        int header = switch (frame[1]) {
            case 126 -> 4;
            case 127 -> 10;
            default -> 2;
        };
        return Arrays.copyOfRange(frame, header, frame.length);
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    private static byte[] repeated(byte[] part, int length) {
        byte[] whole = new byte[length];
        for (int i = 0; i < length; i++) {
            whole[i] = part[i % part.length];
        }
        return whole;
    }
}
