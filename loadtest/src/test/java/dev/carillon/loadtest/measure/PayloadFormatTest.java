package dev.carillon.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loadtest.measure.PayloadFormat.Reading;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadFormatTest {
    private final PayloadFormat format = new PayloadFormat(0xCAFE_1234, 60);
    private final Stamp stamp = new Stamp();

    @Test
    void aPublicationIsReadableText() {
        assertThat(new String(format.write(7, 42, 255, 4096), StandardCharsets.US_ASCII))
                .isEqualTo(
                        "CLT1" + "cafe1234" + "0007" + "0000002a" + "00000000000000ff" + "0000000000001000" + "abcd");
    }

    @ParameterizedTest
    @ValueSource(ints = {56, 57, 128, 61_440})
    void aPublicationOfAnySizeIsReadAsItWasWritten(int size) {
        PayloadFormat sized = new PayloadFormat(1, size);
        byte[] bytes = sized.write(0xFFFF, Integer.MAX_VALUE, -5, Long.MAX_VALUE);

        assertThat(bytes).hasSize(size);
        assertThat(sized.read(ByteBuffer.wrap(bytes), stamp)).isEqualTo(Reading.OURS);
        assertThat(stamp.publisher()).isEqualTo(0xFFFF);
        assertThat(stamp.sequence()).isEqualTo(Integer.MAX_VALUE);
        assertThat(stamp.intendedNanos()).isEqualTo(-5);
        assertThat(stamp.sentNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void onlyTheBytesBetweenPositionAndLimitAreRead() {
        ByteBuffer frames = ByteBuffer.allocateDirect(100);
        frames.position(20).put(format.write(1, 2, 3, 4)).flip().position(20);

        assertThat(format.read(frames, stamp)).isEqualTo(Reading.OURS);
        assertThat(stamp.sequence()).isEqualTo(2);
    }

    @Test
    void messagesOfOtherProgramsAndRunsAreForeign() {
        assertThat(read("")).isEqualTo(Reading.FOREIGN);
        assertThat(read("hello")).isEqualTo(Reading.FOREIGN);
        assertThat(read("{\"text\":\"a message that is long enough to be one of ours\"}"))
                .isEqualTo(Reading.FOREIGN);
        byte[] otherRun = new PayloadFormat(2, 60).write(1, 1, 1, 1);
        assertThat(format.read(ByteBuffer.wrap(otherRun), stamp)).isEqualTo(Reading.FOREIGN);
    }

    @Test
    void aChangedByteAfterTheRunIdIsDetected() {
        for (int i = 12; i < 60; i++) {
            byte[] bytes = format.write(1, 2, 3, 4);
            bytes[i] = '#';
            assertThat(format.read(ByteBuffer.wrap(bytes), stamp)).isEqualTo(Reading.GARBLED);
        }
    }

    @Test
    void eachReadIsIndependentOfThePreviousOne() {
        byte[] first = format.write(1, 2, 3, 4);
        for (int i = 0; i < 60; i++) {
            assertThat(format.read(ByteBuffer.wrap(first), stamp)).isEqualTo(Reading.OURS);
            assertThat(stamp.sequence()).isEqualTo(2);
            byte[] second = first.clone();
            second[i] = '#';
            assertThat(format.read(ByteBuffer.wrap(second), stamp)).isNotEqualTo(Reading.OURS);
        }
        for (int sequence = 1; sequence < 5000; sequence++) {
            int publisher = sequence / 7;
            for (int subscriber = 0; subscriber < 2; subscriber++) {
                byte[] bytes = format.write(publisher, sequence, sequence + 1, sequence + 2);
                assertThat(format.read(ByteBuffer.wrap(bytes), stamp)).isEqualTo(Reading.OURS);
                assertThat(stamp.publisher()).isEqualTo(publisher);
                assertThat(stamp.sequence()).isEqualTo(sequence);
                assertThat(stamp.intendedNanos()).isEqualTo(sequence + 1);
                assertThat(stamp.sentNanos()).isEqualTo(sequence + 2);
            }
        }
    }

    @Test
    void aChangedLengthIsDetected() {
        String whole = new String(format.write(1, 2, 3, 4), StandardCharsets.US_ASCII);

        assertThat(read(whole.substring(0, 59))).isEqualTo(Reading.GARBLED);
        assertThat(read(whole + "e")).isEqualTo(Reading.GARBLED);
    }

    private Reading read(String text) {
        return format.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), stamp);
    }
}
