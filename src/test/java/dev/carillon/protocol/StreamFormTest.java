package dev.carillon.protocol;

import static dev.carillon.protocol.StreamForm.ENVELOPE;
import static dev.carillon.protocol.StreamForm.NAMED;
import static dev.carillon.protocol.StreamForm.PAYLOAD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.publication.MessageId;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events as lines on the wire. */
class StreamFormTest {
    private static final MessageId ID = new MessageId("k3x9f2ab", 42);

    @Test
    void thePayloadIsTheData() {
        assertThat(event(PAYLOAD, text("grüße 🔔"))).isEqualTo("data: grüße 🔔\n\n");
        assertThat(event(PAYLOAD, json("{ \"a\": 1.50 }"))).isEqualTo("data: { \"a\": 1.50 }\n\n");
    }

    @Test
    void binaryDataIsBase64() {
        assertThat(event(PAYLOAD, binary(0, 0xff, 0x10, 0xfb))).isEqualTo("data: AP8Q+w==\n\n");
        assertThat(event(NAMED, binary(1, 2, 3))).isEqualTo("event: news.today\ndata: AQID\n\n");
    }

    @Test
    void anEmptyPayloadIsAnEvent() {
        assertThat(event(PAYLOAD, text(""))).isEqualTo("data: \n\n");
        assertThat(event(PAYLOAD, binary())).isEqualTo("data: \n\n");
    }

    @ParameterizedTest
    @CsvSource({
        "a|b, a;b",
        "a~b, a;b",
        "a~|b, a;b",
        "a|~b, a;;b",
        "a||b, a;;b",
        "a~~b, a;;b",
        "a~|~|b, a;;b",
        "|, ;",
        "~, ;",
        "~|, ;",
        "a|, a;",
        "|a, ;a",
        "~|~, ;;",
    })
    void eachLineOfTextIsALineOfData(String text, String lines) {
        String payload = text.replace('|', '\n').replace('~', '\r');
        String expected = "data: " + lines.replace(";", "\ndata: ") + "\n\n";
        assertThat(event(PAYLOAD, text(payload))).isEqualTo(expected);
        assertThat(event(NAMED, text(payload))).isEqualTo("event: news.today\n" + expected);
    }

    @Test
    void aPayloadCannotEndItsEventOrAddAField() {
        assertThat(event(PAYLOAD, text("a\n\nid: 7\nevent: x\r\rretry: 1\n:")))
                .isEqualTo("data: a\ndata: \ndata: id: 7\ndata: event: x\ndata: \ndata: retry: 1\ndata: :\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {" a", "\ta", "\u0000", "\ufeffa", "a\u0085b\u2028c\u000bd"})
    void otherCharactersThanLineBreaksAreUnchanged(String payload) {
        assertThat(event(PAYLOAD, text(payload))).isEqualTo("data: " + payload + "\n\n");
    }

    @Test
    void jsonOfSeveralLinesIsSeveralLinesOfData() {
        assertThat(event(PAYLOAD, json("{\r\n  \"a\": 1\n}"))).isEqualTo("data: {\ndata:   \"a\": 1\ndata: }\n\n");
    }

    @Test
    void anEnvelopeIsTheMessageOfASession() {
        assertThat(event(ENVELOPE, text("a\nb")))
                .isEqualTo("data: {\"type\":\"message\",\"topic\":\"news.today\",\"data\":\"a\\nb\"}\n\n");
        assertThat(event(ENVELOPE, json("[\n1]")))
                .isEqualTo("data: {\"type\":\"message\",\"topic\":\"news.today\",\"data\":[\ndata: 1]}\n\n");
        assertThat(event(ENVELOPE, binary(1, 2, 3)))
                .isEqualTo("data: {\"type\":\"message\",\"topic\":\"news.today\",\"dataBase64\":\"AQID\"}\n\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 60, 70, 200, 65_000, 70_000})
    void anEnvelopeOfAnyLengthIsComplete(int length) {
        String payload = "x".repeat(length);
        assertThat(event(ENVELOPE, text(payload)))
                .isEqualTo("data: {\"type\":\"message\",\"topic\":\"news.today\",\"data\":\"" + payload + "\"}\n\n");
    }

    @Test
    void theIdOfARememberedPublicationIsTheIdOfTheEvent() {
        assertThat(event(PAYLOAD, text("x").remembered(ID))).isEqualTo("id: k3x9f2ab:42\ndata: x\n\n");
        assertThat(event(NAMED, text("x").remembered(ID))).isEqualTo("id: k3x9f2ab:42\nevent: news.today\ndata: x\n\n");
        assertThat(event(ENVELOPE, json("1").remembered(ID)))
                .isEqualTo("id: k3x9f2ab:42\ndata: {\"type\":\"message\",\"topic\":\"news.today\","
                        + "\"id\":\"k3x9f2ab:42\",\"data\":1}\n\n");
    }

    @Test
    void aTopicWithNonAsciiCharactersIsTheEventType() {
        Publication publication = new Publication(new TopicName("grüße.🔔:x"), Payload.text(new byte[0]), 0);
        assertThat(event(NAMED, publication)).isEqualTo("event: grüße.🔔:x\ndata: \n\n");
    }

    @Test
    void theRetryTimeIsInMilliseconds() {
        assertThat(new String(StreamText.retry(Duration.ofMillis(2345)), UTF_8)).isEqualTo("retry: 2345\n\n");
    }

    private static String event(StreamForm form, Publication publication) {
        return new String(form.render(publication), UTF_8);
    }

    private static Publication text(String payload) {
        return publication(Payload.text(payload.getBytes(UTF_8)));
    }

    private static Publication json(String payload) {
        return publication(Payload.json(payload.getBytes(UTF_8)));
    }

    private static Publication binary(int... payload) {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        return publication(Payload.binary(bytes));
    }

    private static Publication publication(Payload payload) {
        return new Publication(new TopicName("news.today"), payload, 0);
    }
}
