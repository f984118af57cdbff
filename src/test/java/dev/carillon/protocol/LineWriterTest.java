package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.publication.Payload;
import dev.carillon.topic.TopicName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service reads the lines that a client writes. */
class LineWriterTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "\"\\/\b\f\r\t\0", "é日本😀", "a\\nb", "{\"a\":[1.0,null]}"})
    void aPayloadOfEachKindIsReadBack(String text) throws InvalidCommand {
        byte[] bytes = text.getBytes(UTF_8);
        isReadBack(Payload.text(bytes));
        isReadBack(Payload.binary(bytes));
        if (text.startsWith("{")) {
            isReadBack(Payload.json(bytes));
        }
    }

    private static void isReadBack(Payload payload) throws InvalidCommand {
        TopicName topic = new TopicName("é.\"\\");
        byte[] line = LineWriter.line(topic, payload);
        PublicationLine read = CommandReader.readLine(line, 0, line.length);
        assertThat(read.topics()).containsExactly(topic);
        assertThat(read.several()).isFalse();
        assertThat(read.key()).isEmpty();
        assertThat(read.payload().kind()).isEqualTo(payload.kind());
        assertThat(read.payload().contentType()).isEqualTo(payload.contentType());
        assertThat(read.payload().bytes()).isEqualTo(payload.bytes());
    }
}
