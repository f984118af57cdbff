package dev.carillon.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.publication.Payload;
import dev.carillon.publication.Payload.Kind;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicationCodecTest {
    private static final byte[] BYTES = {0, (byte) 0xff, 1};
    private static final long LEARNED = 77;

    private final PublicationCodec codec = new PublicationCodec(() -> LEARNED);

    @Test
    void insideTheProcessTheObjectItselfIsSent() {
        Publication publication = publication(Kind.TEXT, "text/plain", BYTES);
        assertThat(codec.transform(publication)).isSameAs(publication);
    }

    @ParameterizedTest
    @EnumSource
    void everythingExceptTheTimeIsSentBetweenNodes(Kind kind) {
        Publication there = codec.decodeFromWire(0, wire(publication(kind, "application/x; charset=ü", BYTES)));
        assertThat(there.topic()).isEqualTo(new TopicName("news.café"));
        assertThat(there.payload().kind()).isEqualTo(kind);
        assertThat(there.payload().contentType()).isEqualTo("application/x; charset=ü");
        assertThat(there.payload().bytes()).isEqualTo(BYTES);
        assertThat(there.publishedNanos()).isEqualTo(LEARNED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 65_536, 1_000_000})
    void aPayloadMayBeOfAnyLength(int length) {
        Publication there = codec.decodeFromWire(0, wire(publication(Kind.BINARY, "", new byte[length])));
        assertThat(there.payload().bytes()).hasSize(length);
    }

    @Test
    void theLongestTopicIsReadBack() {
        TopicName topic = new TopicName("t".repeat(255));
        Buffer wire = wire(new Publication(topic, Payload.text(BYTES), 0));
        assertThat(codec.decodeFromWire(0, wire).topic()).isEqualTo(topic);
    }

    @Test
    void aPublicationIsReadFromItsPositionInTheMessage() {
        Buffer message = Buffer.buffer("head")
                .appendBuffer(wire(publication(Kind.TEXT, "t", BYTES)))
                .appendString("tail");
        assertThat(codec.decodeFromWire(4, message).payload().bytes()).isEqualTo(BYTES);
    }

    @Test
    void theWireFormatIsFixed() {
        assertThat(wire(publication(Kind.JSON, "j", BYTES)).getBytes())
                .isEqualTo(Buffer.buffer(new byte[] {1, 2, 10})
                        .appendString("news.café")
                        .appendBytes(new byte[] {0, 0, 0, 1, 'j', 0, 0, 0, 3, 0, (byte) 0xff, 1})
                        .getBytes());
    }

    @Test
    void anotherVersionOfTheWireFormatIsRefused() {
        fails(wire(publication(Kind.TEXT, "t", BYTES)).setByte(0, (byte) 2), """
                a publication from another node must have version 1, was 2: \
                all nodes must run compatible versions of Carillon""");
    }

    @Test
    void anUnknownKindIsRefused() {
        fails(
                wire(publication(Kind.TEXT, "t", BYTES)).setByte(1, (byte) 4),
                "a publication from another node must be of kind 1, 2 or 3, was 4");
    }

    @Test
    void anIncompletePublicationIsRefused() {
        Buffer wire = wire(publication(Kind.TEXT, "t", BYTES));
        for (int length = 0; length < wire.length(); length++) {
            Buffer cut = wire.getBuffer(0, length);
            assertThatExceptionOfType(InvalidPublication.class)
                    .isThrownBy(() -> codec.decodeFromWire(0, cut))
                    .withMessageContaining("is cut");
        }
        fails(
                wire.getBuffer(0, wire.length() - 1),
                "a publication from another node is cut: expected 3 more bytes, but were 2");
    }

    @Test
    void aLengthBelowZeroIsRefused() {
        Buffer wire = wire(publication(Kind.TEXT, "t", BYTES));
        fails(
                wire.setInt(wire.length() - BYTES.length - Integer.BYTES, -1),
                "a publication from another node is cut: expected -1 more bytes, but were 3");
    }

    @Test
    void anInvalidTopicIsRefused() {
        assertThatExceptionOfType(InvalidPublication.class)
                .isThrownBy(() -> codec.decodeFromWire(
                        0, wire(publication(Kind.TEXT, "t", BYTES)).setByte(3, (byte) ' ')))
                .withMessageStartingWith("a publication from another node: topic must be");
    }

    private void fails(Buffer wire, String message) {
        assertThatExceptionOfType(InvalidPublication.class)
                .isThrownBy(() -> codec.decodeFromWire(0, wire))
                .withMessage(message);
    }

    private Buffer wire(Publication publication) {
        Buffer wire = Buffer.buffer();
        codec.encodeToWire(wire, publication);
        return wire;
    }

    private static Publication publication(Kind kind, String contentType, byte[] bytes) {
        assertThat("news.café".getBytes(UTF_8)).hasSize(10);
        return new Publication(new TopicName("news.café"), new Payload(kind, contentType, bytes), 1);
    }
}
