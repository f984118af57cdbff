package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.protocol.Received.Data;
import dev.carillon.publication.MessageId;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.10",
                "1e400",
                "-0",
                "123456789012345678901234567890",
                "{\"b\":1,\"a\":2,\"b\":3}",
                "[ 1,\n\t2 ]",
                "{\"a\":\"\\u00e9\\/é\"}",
                "null",
                "true"
            })
    void jsonIsKeptByteForByte(String json) throws InvalidJson {
        Received.Message message = message("{\"type\":\"message\",\"topic\":\"t\",\"data\":" + json + "}");
        assertThat(message.topic()).isEqualTo("t");
        assertThat(message.data()).isEqualTo(new Data.Json(json));
    }

    @Test
    void textIsReadWithoutQuotesAndEscapes() throws InvalidJson {
        Received.Message message = message("{\"data\":\"a\\n\\\\\\u00e9\",\"topic\":\"日本\",\"type\":\"message\"}");
        assertThat(message.topic()).isEqualTo("日本");
        assertThat(message.data()).isEqualTo(new Data.Text("a\n\\é"));
    }

    @Test
    void textMayHaveAnyLength() throws InvalidJson {
        String long21MB = "x".repeat(21 << 20);
        assertThat(message("{\"type\":\"message\",\"topic\":\"t\",\"data\":\"" + long21MB + "\"}")
                        .data())
                .isEqualTo(new Data.Text(long21MB));
    }

    @Test
    void binaryDataIsDecoded() throws InvalidJson {
        assertThat(message("{\"type\":\"message\",\"topic\":\"t\",\"dataBase64\":\"AQL/\"}")
                        .data())
                .isEqualTo(new Data.Binary("AQL/"));
    }

    @Test
    void aRememberedPublicationHasAnId() throws InvalidJson {
        assertThat(message("{\"type\":\"message\",\"topic\":\"t\",\"id\":\"k3x9f2ab:58\",\"data\":1}")
                        .id())
                .contains(new MessageId("k3x9f2ab", 58));
        assertThat(message("{\"type\":\"message\",\"topic\":\"t\",\"data\":1}").id())
                .isEmpty();
    }

    @Test
    void theEventItselfIsKept() throws InvalidJson {
        String event = "{\"type\":\"message\", \"topic\":\"t\", \"data\":1.10, \"later\":{}}";
        assertThat(message(event).event()).isEqualTo(event);
    }

    @Test
    void eventsOfTheServiceAreRead() throws InvalidJson {
        TopicPattern news = new TopicPattern("news.*");
        assertThat(written(new Event.Subscribed(OptionalLong.of(1), news, Optional.empty(), Optional.empty())))
                .isEqualTo(new Received.Subscribed("news.*", Optional.empty(), Optional.empty()));
        Optional<MessageId> place = Optional.of(new MessageId("k3x9f2ab", 57));
        assertThat(written(new Event.Subscribed(OptionalLong.of(1), news, place, Optional.of(true))))
                .isEqualTo(new Received.Subscribed("news.*", place, Optional.of(true)));
        assertThat(written(new Event.Subscribed(OptionalLong.empty(), news, place, Optional.of(false))))
                .isEqualTo(new Received.Subscribed("news.*", place, Optional.of(false)));
        assertThat(written(new Event.Missed(OptionalLong.of(3)))).isEqualTo(new Received.Missed(OptionalLong.of(3)));
        assertThat(written(new Event.Missed(OptionalLong.empty())))
                .isEqualTo(new Received.Missed(OptionalLong.empty()));
        assertThat(written(new Event.Failed(OptionalLong.empty(), ErrorCode.INVALID_TOPIC, "why")))
                .isEqualTo(new Received.Failed("invalid-topic", "why", Optional.empty()));
        assertThat(read("{\"type\":\"expiring\",\"expiresInMs\":30000}")).isEqualTo(new Received.Expiring());
        assertThat(read("{\"type\":\"unsubscribed\",\"topic\":\"t\"}")).isEqualTo(new Received.Unsubscribed("t"));
        assertThat(read("{\"type\":\"error\",\"code\":\"rate-limited\",\"message\":\"m\",\"retryAfterMs\":1500}"))
                .isEqualTo(new Received.Failed("rate-limited", "m", Optional.of(Duration.ofMillis(1500))));
        assertThat(written(new Event.Bye("restart", Duration.ofMillis(2097))))
                .isEqualTo(new Received.Bye(Duration.ofMillis(2097)));
        assertThat(written(new Event.Welcome("1", 65536, Duration.ofSeconds(60), 128, Optional.empty())))
                .isEqualTo(new Received.Welcome(Duration.ofSeconds(60)));
        assertThat(written(new Event.Published(OptionalLong.empty(), new TopicName("t"), Optional.empty())))
                .isEqualTo(new Received.Other());
    }

    @Test
    void anUnknownEventIsAccepted() throws InvalidJson {
        assertThat(read("{\"type\":\"later\",\"topic\":7}")).isEqualTo(new Received.Other());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[]",
                "{}",
                "{\"type\":1}",
                "{\"type\":\"message\",\"data\":1}",
                "{\"type\":\"message\",\"topic\":\"t\"}",
                "{\"type\":\"message\",\"topic\":\"t\",\"dataBase64\":\"?\"}",
                "{\"type\":\"message\",\"topic\":\"t\",\"id\":58,\"data\":1}",
                "{\"type\":\"message\",\"topic\":\"t\",\"id\":\"58\",\"data\":1}",
                "{\"type\":\"subscribed\",\"topic\":\"t\",\"since\":\"k3x9f2ab:x\"}",
                "{\"type\":\"subscribed\",\"topic\":\"t\",\"recovered\":\"true\"}",
                "{\"type\":\"missed\",\"count\":1.5}",
                "{\"type\":\"bye\",\"reconnectAfterMs\":-1}",
                "{\"type\":\"subscribed\",\"topic\":\"t\"} {}"
            })
    void otherTextIsNotAnEvent(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(InvalidJson.class).hasMessageStartingWith("expected ");
    }

    private static Received.Message message(String event) throws InvalidJson {
        return (Received.Message) read(event);
    }

    private static Received read(String event) throws InvalidJson {
        return EventReader.read(ByteBuffer.wrap(event.getBytes(UTF_8)));
    }

    private static Received written(Event event) throws InvalidJson {
        byte[] frame = EventWriter.frame(event);
        int head = frame[1] == 126 ? 4 : 2;
        return EventReader.read(
                ByteBuffer.wrap(frame, head, frame.length - head).slice());
    }
}
