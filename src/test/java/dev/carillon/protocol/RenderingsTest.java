package dev.carillon.protocol;

import static dev.carillon.protocol.Envelope.ENVELOPE;
import static dev.carillon.protocol.RawFrame.RAW_FRAME;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.publication.MessageId;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderingsTest {
    private static final byte[] BYTES = {0, (byte) 0xff, 0x10, (byte) 0xfb};

    @Test
    void rawTextAndJsonAreTextFramesOfThePayload() {
        assertThat(Frame.text(RAW_FRAME.render(text("grüße 🔔")))).isEqualTo("grüße 🔔");
        assertThat(Frame.text(RAW_FRAME.render(json("{ \"a\": 1.50 }")))).isEqualTo("{ \"a\": 1.50 }");
    }

    @Test
    void rawBytesAreBinaryFrames() {
        assertThat(Frame.payload(Frame.BINARY, RAW_FRAME.render(binary(BYTES)))).isEqualTo(BYTES);
    }

    @Test
    void anEnvelopeHoldsTextAsAJsonString() {
        assertThat(Frame.text(ENVELOPE.render(text("say \"grüße\" \\ 🔔\n\0")))).isEqualTo("""
                {"type":"message","topic":"news.sports","data":"say \\"grüße\\" \\\\ 🔔\\n\\u0000"}""");
    }

    @Test
    void anEnvelopeHoldsJsonByteForByte() {
        assertThat(Frame.text(ENVELOPE.render(json(" {\"b\": 1e400, \"a\": 12345678901234567890}\n"))))
                .isEqualTo("""
                {"type":"message","topic":"news.sports","data": {"b": 1e400, "a": 12345678901234567890}
                }""");
    }

    @Test
    void anEnvelopeHoldsBytesAsBase64() {
        assertThat(Frame.text(ENVELOPE.render(binary(BYTES)))).isEqualTo("""
                {"type":"message","topic":"news.sports","dataBase64":"AP8Q+w=="}""");
    }

    @Test
    void anEnvelopeHasTheIdOfARememberedPublication() {
        MessageId id = new MessageId("k3x9f2ab", MessageId.OFFSET_MAX);
        assertThat(Frame.text(ENVELOPE.render(json("1").remembered(id)))).isEqualTo("""
                {"type":"message","topic":"news.sports","id":"k3x9f2ab:9007199254740991","data":1}""");
        assertThat(Frame.text(ENVELOPE.render(text("é").remembered(id)))).isEqualTo("""
                {"type":"message","topic":"news.sports","id":"k3x9f2ab:9007199254740991","data":"é"}""");
        assertThat(Frame.text(ENVELOPE.render(binary(BYTES).remembered(id)))).isEqualTo("""
                {"type":"message","topic":"news.sports","id":"k3x9f2ab:9007199254740991","dataBase64":"AP8Q+w=="}""");
    }

    @Test
    void theJsonOfAListIsTheEnvelopeWithoutItsType() {
        MessageId id = new MessageId("k3x9f2ab", 1);
        for (Publication publication :
                new Publication[] {text("é\""), json("[1]").remembered(id), binary(BYTES)}) {
            assertThat("{\"type\":\"message\"," + new String(MessageJson.of(publication), UTF_8).substring(1))
                    .isEqualTo(Frame.text(ENVELOPE.render(publication)));
        }
    }

    @Test
    void aRawFrameHasNoId() {
        assertThat(Frame.text(RAW_FRAME.render(text("x").remembered(new MessageId("k3x9f2ab", 1)))))
                .isEqualTo("x");
    }

    @Test
    void anEnvelopeEscapesTheTopic() {
        Publication publication = new Publication(new TopicName("a\"b\\c.é"), Payload.text(new byte[0]), 0);
        assertThat(Frame.text(ENVELOPE.render(publication))).isEqualTo("""
                {"type":"message","topic":"a\\"b\\\\c.é","data":""}""");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 70, 80, 200, 65_500, 70_000})
    void everyFormIsCompleteAtAnyLength(int length) {
        String text = "x".repeat(length);
        assertThat(Frame.text(RAW_FRAME.render(text(text)))).isEqualTo(text);
        assertThat(Frame.text(ENVELOPE.render(text(text)))).endsWith(",\"data\":\"" + text + "\"}");
    }

    @Test
    void everyEnvelopeIsWellFormedJson() {
        for (Publication publication : new Publication[] {text("\u2028\u007f\u0001\"\\"), json("[1]"), binary(BYTES)}) {
            JsonCheckTest.passes(Frame.payload(Frame.TEXT, ENVELOPE.render(publication)));
        }
    }

    private static Publication text(String text) {
        return publication(Payload.text(text.getBytes(UTF_8)));
    }

    private static Publication json(String json) {
        return publication(Payload.json(json.getBytes(UTF_8)));
    }

    private static Publication binary(byte[] bytes) {
        return publication(Payload.binary(bytes));
    }

    private static Publication publication(Payload payload) {
        return new Publication(new TopicName("news.sports"), payload, 0);
    }
}
