package dev.carillon.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.publication.Payload;
import dev.carillon.publication.Payload.Kind;
import dev.carillon.publication.Publication;
import dev.carillon.topic.TopicName;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonPublicationTest {
    private static final byte[] BYTES = {(byte) 0xfb, (byte) 0xff, (byte) 0xfe, 0};

    @Test
    void aStringIsText() {
        Publication publication = JsonPublication.read(json("news.sports", "data", "grüße \"🔔\""), 5);
        assertThat(publication.topic()).isEqualTo(new TopicName("news.sports"));
        assertThat(publication.publishedNanos()).isEqualTo(5);
        isText(publication.payload(), "grüße \"🔔\"");
    }

    @Test
    void anyOtherValueIsJson() {
        isJson(new JsonObject().put("a", new JsonArray().add(1).addNull()), "{\"a\":[1,null]}");
        isJson(new BigDecimal("1.50"), "1.50");
        isJson(12_345_678_901L, "12345678901");
        isJson(true, "true");
        isJson(null, "null");
    }

    @Test
    void aValueThatIsAStringOnTheWireIsTextInThisProcess() {
        isText(payload("data", Instant.EPOCH), "1970-01-01T00:00:00Z");
        isText(payload("data", Kind.TEXT), "TEXT");
        isText(payload("data", Buffer.buffer(BYTES)), "-__-AA");
    }

    @Test
    void base64MayHaveEitherAlphabetOrBeABuffer() {
        for (Object base64 : new Object[] {"+//+AA==", "-__-AA", Buffer.buffer(BYTES), BYTES}) {
            Payload payload = payload("dataBase64", base64);
            assertThat(payload.kind()).isEqualTo(Kind.BINARY);
            assertThat(payload.bytes()).isEqualTo(BYTES);
        }
    }

    @Test
    void anInvalidTopicIsRefused() {
        fails(new JsonObject().put("data", 1), "topic must be a string, was missing");
        fails(json(null, "data", 1), "topic must be a string, was missing");
        fails(
                json(new JsonObject().put("x", "y".repeat(100)), "data", 1),
                "topic must be a string, was {\"x\":\"" + "y".repeat(58));
        fails(json("a b", "data", 1), """
                topic must be 1 to 255 bytes of dot-separated segments without * > # / ? , or spaces, \
                was 'a b': segment 1 contains a space""");
    }

    @Test
    void dataOrBase64IsRequired() {
        fails(new JsonObject().put("topic", "a"), "expected data or dataBase64, but were neither");
        fails(json("a", "data", 1).put("dataBase64", ""), "expected data or dataBase64, but were both");
        fails(json("a", "dataBase64", null), "expected data or dataBase64, but were neither");
    }

    @Test
    void nullIsAValueOnlyInData() {
        Payload text = JsonPublication.read(json("a", "data", "x").putNull("dataBase64"), 0)
                .payload();
        isText(text, "x");
        Payload binary = JsonPublication.read(json("a", "data", null).put("dataBase64", "AA=="), 0)
                .payload();
        assertThat(binary.bytes()).containsExactly(0);
        Payload json = JsonPublication.read(json("a", "data", null).putNull("dataBase64"), 0)
                .payload();
        assertThat(json.kind()).isEqualTo(Kind.JSON);
    }

    @Test
    void invalidBase64IsRefused() {
        fails(json("a", "dataBase64", 5), "dataBase64 must be a string, was 5");
        fails(json("a", "dataBase64", "A*=="), "dataBase64 must be base64: Illegal base64 character 2a");
    }

    @Test
    void anObjectThatJsonCannotRepresentIsRefused() {
        fails(json("a", "data", new Bell()), "data must be JSON, but contains an object that JSON cannot represent");
    }

    private static final class Bell implements Shareable {}

    private static Payload payload(String field, @Nullable Object value) {
        return JsonPublication.read(json("a", field, value), 0).payload();
    }

    private static JsonObject json(@Nullable Object topic, String field, @Nullable Object value) {
        return new JsonObject().put("topic", topic).put(field, value);
    }

    private static void isText(Payload payload, String text) {
        assertThat(payload.kind()).isEqualTo(Kind.TEXT);
        assertThat(new String(payload.bytes(), UTF_8)).isEqualTo(text);
    }

    private static void isJson(@Nullable Object data, String json) {
        Payload payload = payload("data", data);
        assertThat(payload.kind()).isEqualTo(Kind.JSON);
        assertThat(new String(payload.bytes(), UTF_8)).isEqualTo(json);
    }

    private static void fails(JsonObject json, String message) {
        assertThatExceptionOfType(InvalidPublication.class)
                .isThrownBy(() -> JsonPublication.read(json, 0))
                .withMessage(message);
    }
}
