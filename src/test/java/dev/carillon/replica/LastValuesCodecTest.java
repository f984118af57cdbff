package dev.carillon.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.bus.Arrivals.LastValue;
import dev.carillon.bus.Arrivals.LastValues;
import dev.carillon.bus.InvalidPublication;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The last values that one node sends to another. */
class LastValuesCodecTest {
    private final LastValuesCodec codec = new LastValuesCodec(() -> 17);

    private static LastValue value(long offset, String topic, byte... payload) {
        return new LastValue(offset, new Publication(new TopicName(topic), Payload.binary(payload), 3));
    }

    @Test
    void writtenValuesAreReadWithThePresentTime() {
        LastValues all = new LastValues(List.of(value(1_000_000_000_000L, "a"), value(5, "ü", (byte) 1, (byte) 2)), 7);
        LastValues read = codec.read(codec.bytes(Optional.of(all))).orElseThrow();
        assertThat(read.through()).isEqualTo(7);
        assertThat(read.values()).extracting(LastValue::offset).containsExactly(1_000_000_000_000L, 5L);
        assertThat(read.values())
                .extracting(value -> value.publication().topic().value())
                .containsExactly("a", "ü");
        Publication last = read.values().getLast().publication();
        assertThat(last.payload().kind()).isEqualTo(Payload.Kind.BINARY);
        assertThat(last.payload().bytes()).containsExactly(1, 2);
        assertThat(last.publishedNanos()).isEqualTo(17);
    }

    @Test
    void anAbsentAnswerDiffersFromAnEmptyOne() {
        assertThat(codec.read(LastValuesCodec.none())).isEmpty();
        assertThat(codec.read(codec.bytes(Optional.empty()))).isEmpty();
        assertThat(codec.read(codec.bytes(Optional.of(new LastValues(List.of(), 7)))))
                .contains(new LastValues(List.of(), 7));
    }

    @Test
    void incompleteValuesAndOtherVersionsAreRefused() {
        byte[] bytes = codec.bytes(Optional.of(new LastValues(List.of(value(1, "a", (byte) 1)), 7)));
        for (int length = 2; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            if (length != 1 + Long.BYTES) {
                assertThatThrownBy(() -> codec.read(cut)).as(length + " bytes").isInstanceOf(InvalidPublication.class);
            }
        }
        bytes[0] = 2;
        assertThatThrownBy(() -> codec.read(bytes)).hasMessage("last values must have version 1, was 2");
    }
}
