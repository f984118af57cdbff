package dev.carillon.frame;

import static dev.carillon.frame.Wire.bytes;
import static dev.carillon.frame.Wire.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Byte i of the payload is combined with byte i modulo 4 of the key (RFC 6455, 5.3). */
class MaskTest {

    private static final byte[] KEY = hex("9a 01 c3 7e");
    private static final int KEY_AS_INT = 0x9A01_C37E;

    @Test
    void aMaskFollowsTheRfcAndChangesOnlyItsWindow() {
        for (int length = 0; length < 70; length++) {
            byte[] actual = bytes(length + 2);
            Mask.apply(ByteBuffer.wrap(actual, 1, length), KEY_AS_INT);
            assertThat(actual).as("length %d", length).isEqualTo(maskedByTheBook(length));
        }
    }

    @Test
    void maskingContinuesAfterAPieceOfAnyLength() {
        int length = 40;
        for (int first = 0; first <= length; first++) {
            byte[] actual = bytes(length + 2);
            Mask.apply(ByteBuffer.wrap(actual, 1, first), KEY_AS_INT);
            Mask.apply(ByteBuffer.wrap(actual, 1 + first, length - first), Mask.advance(KEY_AS_INT, first));
            assertThat(actual).as("first piece %d", first).isEqualTo(maskedByTheBook(length));
        }
    }

    private static byte[] maskedByTheBook(int length) {
        byte[] bytes = bytes(length + 2);
        for (int i = 0; i < length; i++) {
            bytes[1 + i] ^= KEY[i % 4];
        }
        return bytes;
    }
}
