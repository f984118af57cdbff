package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.protocol.Received.Bye;
import dev.carillon.protocol.Received.Data;
import dev.carillon.protocol.Received.Expiring;
import dev.carillon.protocol.Received.Failed;
import dev.carillon.protocol.Received.Message;
import dev.carillon.protocol.Received.Missed;
import dev.carillon.protocol.Received.Other;
import dev.carillon.protocol.Received.Subscribed;
import dev.carillon.protocol.Received.Unsubscribed;
import dev.carillon.protocol.Received.Welcome;
import dev.carillon.publication.InvalidMessageId;
import dev.carillon.publication.MessageId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads one event of carillon.v1 from one text message, for a client. */
public final class EventReader {
    private static final String EVENT = "an event of carillon.v1";
    private static final Set<String> KNOWN = Set.of(
            "type",
            "topic",
            "id",
            "since",
            "recovered",
            "count",
            "data",
            "dataBase64",
            "code",
            "message",
            "retryAfterMs",
            "reconnectAfterMs",
            "idleTimeoutSeconds");

    private final byte[] text;
    private final CommandFields fields;

    private EventReader(byte[] text) {
        this.text = text;
        this.fields = new CommandFields(text, KNOWN);
    }

    /**
     * Reads an event. The buffer is read to its end and not kept.
     *
     * @throws InvalidJson when this is not an event
     */
    public static Received read(ByteBuffer utf8) throws InvalidJson {
        byte[] text = new byte[utf8.remaining()];
        utf8.get(text);
        return new EventReader(text).read();
    }

    private Received read() throws InvalidJson {
        fields.read();
        return switch (string("type")) {
            case "message" -> new Message(string("topic"), messageId("id"), data(), new String(text, UTF_8));
            case "subscribed" -> new Subscribed(string("topic"), messageId("since"), recovered());
            case "missed" -> new Missed(count());
            case "error" -> new Failed(code(), string("message"), retryAfter());
            case "expiring" -> new Expiring();
            case "unsubscribed" -> new Unsubscribed(string("topic"));
            case "bye" -> new Bye(Duration.ofMillis(number("reconnectAfterMs")));
            case "welcome" -> new Welcome(Duration.ofSeconds(number("idleTimeoutSeconds")));
            default -> new Other();
        };
    }

    private Optional<MessageId> messageId(String name) throws InvalidJson {
        if (fields.find(name).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(MessageId.parse(string(name)));
        } catch (InvalidMessageId invalid) {
            throw InvalidJson.because(EVENT, name + " is not the id of a message: " + invalid.getMessage());
        }
    }

    private Optional<Boolean> recovered() throws InvalidJson {
        Optional<Field> field = fields.find("recovered");
        if (field.isEmpty()) {
            return Optional.empty();
        }
        return switch (field.get().shown()) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default ->
                throw InvalidJson.because(EVENT, "recovered was " + field.get().shown());
        };
    }

    private String code() throws InvalidJson {
        return fields.find("code").isEmpty() ? "" : string("code");
    }

    private Optional<Duration> retryAfter() throws InvalidJson {
        return fields.find("retryAfterMs").isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(number("retryAfterMs")));
    }

    private OptionalLong count() throws InvalidJson {
        return fields.find("count").isEmpty() ? OptionalLong.empty() : OptionalLong.of(number("count"));
    }

    private Data data() throws InvalidJson {
        Optional<Field> data = fields.findEvenNull("data");
        if (data.isEmpty() || fields.find("dataBase64").isPresent()) {
            return new Data.Binary(base64(string("dataBase64")));
        }
        Field value = data.get();
        return value.isString() ? new Data.Text(value.string()) : new Data.Json(new String(value.verbatim(), UTF_8));
    }

    private static String base64(String text) throws InvalidJson {
        try {
            Base64.getDecoder().decode(text);
            return text;
        } catch (IllegalArgumentException invalid) {
            throw InvalidJson.because(EVENT, "dataBase64 is not base64: " + invalid.getMessage());
        }
    }

    private String string(String name) throws InvalidJson {
        return fields.find(name)
                .filter(Field::isString)
                .orElseThrow(() -> InvalidJson.because(EVENT, "it has no text in the field " + name))
                .string();
    }

    /** A number; zero if the field is absent. */
    private long number(String name) throws InvalidJson {
        String digits = fields.find(name)
                .map(field -> new String(field.verbatim(), UTF_8))
                .orElse("0");
        if (!digits.matches("\\d{1,12}")) {
            throw InvalidJson.because(EVENT, name + " was " + Field.shortened(digits));
        }
        return Long.parseLong(digits);
    }
}
