package dev.carillon.frame;

import static dev.carillon.frame.Wire.ascii;
import static dev.carillon.frame.Wire.hex;
import static dev.carillon.frame.Wire.join;
import static dev.carillon.frame.Wire.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** UTF-8 as RFC 3629, 4 defines it, refused at the first byte after which the text cannot become valid. */
class Utf8Test {

    @Test
    void everyCharacterIsValid() {
        ByteBuffer one = ByteBuffer.allocate(4);
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                continue;
            }
            one.clear().put(utf8(Character.toString(codePoint))).flip();
            if (Utf8.advance(Utf8.BOUNDARY, one) != Utf8.BOUNDARY) {
                fail("U+%X is refused".formatted(codePoint));
            }
        }
    }

    @Test
    void theCheckAgreesWithTheJdkAtAllEdgesOfTheTable() {
        byte[] edges = hex("00 7f 80 8f 90 9f a0 bf c0 c1 c2 df e0 e1 ec ed ee ef f0 f1 f3 f4 f5 ff");
        ByteBuffer four = ByteBuffer.allocate(4);
        for (byte first : edges) {
            for (byte second : edges) {
                for (byte third : edges) {
                    for (byte fourth : edges) {
                        four.clear()
                                .put(first)
                                .put(second)
                                .put(third)
                                .put(fourth)
                                .flip();
                        boolean valid = Utf8.advance(Utf8.BOUNDARY, four) == Utf8.BOUNDARY;
                        if (valid != jdkAccepts(four)) {
                            fail("%x %x %x %x is taken for %s".formatted(first, second, third, fourth, valid));
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} fails at byte {1}")
    @CsvSource({
        "80, 0",
        "bf, 0",
        "c0, 0",
        "c1, 0",
        "f5, 0",
        "fe, 0",
        "ff, 0",
        "c2 41, 1",
        "c2 c2, 1",
        "e0 9f, 1",
        "ed a0, 1",
        "ed bf, 1",
        "f0 8f, 1",
        "f4 90, 1",
        "e2 82 41, 2",
        "e2 82 c0, 2",
        "f0 9f 94 41, 3",
        "c3 a9 a9, 2",
        "ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0 80, 12"
    })
    void theCheckFailsAtTheFirstInvalidByte(String digits, int failsAt) {
        byte[] bytes = hex(digits);
        int state = Utf8.BOUNDARY;
        for (int i = 0; i < failsAt; i++) {
            state = Utf8.advance(state, Byte.toUnsignedInt(bytes[i]));
            assertThat(state).as("byte %d", i).isNotEqualTo(Utf8.MALFORMED);
        }
        assertThat(Utf8.advance(state, Byte.toUnsignedInt(bytes[failsAt]))).isEqualTo(Utf8.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c2", "df", "e0", "e0 a0", "ed 9f", "ef bf", "f0 90", "f0 9f 94", "f4 8f bf"})
    void textWithinACharacterIsNeitherCompleteNorMalformed(String digits) {
        assertThat(Utf8.advance(Utf8.BOUNDARY, ByteBuffer.wrap(hex(digits)))).isNotIn(Utf8.BOUNDARY, Utf8.MALFORMED);
    }

    @Test
    void asciiAroundACharacterDoesNotChangeTheResult() {
        for (int before = 0; before < 20; before++) {
            for (int behind = 0; behind < 20; behind++) {
                byte[] valid = join(ascii(before), utf8("é"), ascii(behind));
                byte[] invalid = join(ascii(before), hex("c0"), ascii(behind));
                assertThat(Utf8.advance(Utf8.BOUNDARY, ByteBuffer.wrap(valid)))
                        .as("%d before, %d behind", before, behind)
                        .isEqualTo(Utf8.BOUNDARY);
                assertThat(Utf8.advance(Utf8.BOUNDARY, ByteBuffer.wrap(invalid)))
                        .as("%d before, %d behind", before, behind)
                        .isEqualTo(Utf8.MALFORMED);
            }
        }
    }

    @Test
    void onlyTheRemainingBytesAreRead() {
        ByteBuffer bytes = ByteBuffer.wrap(hex("ff 41 42 ff")).position(1).limit(3);
        assertThat(Utf8.advance(Utf8.BOUNDARY, bytes)).isEqualTo(Utf8.BOUNDARY);
        assertThat(bytes.position()).isEqualTo(1);
    }

    @Test
    void malformedTextStaysMalformed() {
        for (int next = 0; next < 0x100; next++) {
            assertThat(Utf8.advance(Utf8.MALFORMED, next)).as("%x", next).isEqualTo(Utf8.MALFORMED);
        }
    }

    private static boolean jdkAccepts(ByteBuffer bytes) {
        try {
            UTF_8.newDecoder().decode(bytes.duplicate());
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
