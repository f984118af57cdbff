package dev.carillon.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.topic.InvalidTopic;
import dev.carillon.topic.TopicName;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Base64;

/**
 * Reads a publication that other code sends over the event bus: {@code {"topic": "…", "data": …}} or {@code
 * "dataBase64"}.
 */
final class JsonPublication {
    private static final int SHOWN_MAX = 64;

    private JsonPublication() {}

    /**
     * @throws InvalidPublication when it is not a publication; the message says what was expected and what came
     */
    static Publication read(JsonObject json, long nanos) {
        return new Publication(topic(json), payload(json), nanos);
    }

    private static TopicName topic(JsonObject json) {
        try {
            return TopicName.toPublish(string(json, "topic"));
        } catch (InvalidTopic invalid) {
            throw new InvalidPublication(requireNonNull(invalid.getMessage()));
        }
    }

    private static Payload payload(JsonObject json) {
        // As in a command of carillon.v1: null is a value only in data; in another field it means that the field is
        // absent.
        if (json.getValue("dataBase64") == null) {
            if (!json.containsKey("data")) {
                throw new InvalidPublication("expected data or dataBase64, but were neither");
            }
            return textOrJson(encoded(json, "data"));
        }
        if (json.getValue("data") != null) {
            throw new InvalidPublication("expected data or dataBase64, but were both");
        }
        return binary(string(json, "dataBase64"));
    }

    private static Payload textOrJson(byte[] json) {
        return json[0] == '"' ? Payload.text(decoded(json).getBytes(UTF_8)) : Payload.json(json);
    }

    /**
     * Accepts both alphabets of base64, with or without padding: a Buffer in a JsonObject has the second (RFC 7493,
     * 4.4).
     */
    private static Payload binary(String base64) {
        try {
            return Payload.binary(
                    Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/')));
        } catch (IllegalArgumentException invalid) {
            throw new InvalidPublication("dataBase64 must be base64: " + invalid.getMessage());
        }
    }

    private static String string(JsonObject json, String name) {
        byte[] value = encoded(json, name);
        if (value[0] != '"') {
            String shown = new String(value, 0, Math.min(value.length, SHOWN_MAX), UTF_8);
            throw new InvalidPublication(
                    name + " must be a string, was " + (json.getValue(name) != null ? shown : "missing"));
        }
        return decoded(value);
    }

    /**
     * The value as another node would receive it. A JsonObject of this process may still hold a Buffer, an Instant or
     * an enum, which become strings on the wire; the result must be the same on every node.
     */
    private static byte[] encoded(JsonObject json, String name) {
        try {
            return Json.encodeToBuffer(json.getValue(name)).getBytes();
        } catch (EncodeException foreign) {
            throw new InvalidPublication(name + " must be JSON, but contains an object that JSON cannot represent");
        }
    }

    private static String decoded(byte[] jsonString) {
        return (String) Json.decodeValue(new String(jsonString, UTF_8));
    }
}
