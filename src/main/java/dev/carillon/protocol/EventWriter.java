package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.carillon.frame.Frames;
import dev.carillon.protocol.Event.Authenticated;
import dev.carillon.protocol.Event.Bye;
import dev.carillon.protocol.Event.Expiring;
import dev.carillon.protocol.Event.Failed;
import dev.carillon.protocol.Event.Missed;
import dev.carillon.protocol.Event.Pong;
import dev.carillon.protocol.Event.Published;
import dev.carillon.protocol.Event.Subscribed;
import dev.carillon.protocol.Event.Unsubscribed;
import dev.carillon.protocol.Event.Welcome;
import dev.carillon.publication.MessageId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes events of carillon.v1 as whole text frames. */
public final class EventWriter {
    /** The subprotocol's name, in the handshake and in the welcome. */
    public static final String PROTOCOL = "carillon.v1";

    private static final JsonFactory FACTORY = new JsonFactory();

    private EventWriter() {}

    /** The frame of an event, as a new array. Any thread may call this. */
    public static byte[] frame(Event event) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator to = FACTORY.createGenerator(json, JsonEncoding.UTF8)) {
            to.writeStartObject();
            write(event, to);
            to.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Frames.text(json.toByteArray());
    }

    private static void write(Event event, JsonGenerator to) throws IOException {
        switch (event) {
            case Welcome welcome -> write(welcome, to);
            case Subscribed subscribed -> {
                begin("subscribed", subscribed.id(), to);
                to.writeStringField("topic", subscribed.topic().value());
                write("since", subscribed.since(), to);
                if (subscribed.recovered().isPresent()) {
                    to.writeBooleanField("recovered", subscribed.recovered().get());
                }
            }
            case Unsubscribed unsubscribed -> {
                begin("unsubscribed", unsubscribed.id(), to);
                to.writeStringField("topic", unsubscribed.topic().value());
            }
            case Published published -> {
                begin("published", published.id(), to);
                to.writeStringField("topic", published.topic().value());
                write("messageId", published.messageId(), to);
            }
            case Missed missed -> {
                begin("missed", OptionalLong.empty(), to);
                if (missed.count().isPresent()) {
                    to.writeNumberField("count", missed.count().getAsLong());
                }
            }
            case Failed failed -> {
                begin("error", failed.id(), to);
                to.writeStringField("code", failed.code().wireName());
                to.writeStringField("message", wellFormed(failed.message()));
                if (failed.retryAfterMillis().isPresent()) {
                    to.writeNumberField(
                            "retryAfterMs", failed.retryAfterMillis().getAsLong());
                }
            }
            case Pong pong -> begin("pong", pong.id(), to);
            case Authenticated authenticated -> {
                begin("authenticated", authenticated.id(), to);
                writeExpiry(authenticated.expiresIn(), to);
            }
            case Expiring expiring -> {
                begin("expiring", OptionalLong.empty(), to);
                writeExpiry(Optional.of(expiring.in()), to);
            }
            case Bye bye -> {
                begin("bye", OptionalLong.empty(), to);
                to.writeStringField("reason", bye.reason());
                to.writeNumberField("reconnectAfterMs", bye.reconnectAfter().toMillis());
            }
        }
    }

    private static void write(Welcome welcome, JsonGenerator to) throws IOException {
        begin("welcome", OptionalLong.empty(), to);
        to.writeStringField("protocol", PROTOCOL);
        to.writeStringField("version", welcome.version());
        to.writeNumberField("maxMessageBytes", welcome.maxMessageBytes());
        to.writeNumberField("idleTimeoutSeconds", welcome.idleTimeout().toSeconds());
        to.writeNumberField("maxSubscriptions", welcome.maxSubscriptions());
        writeExpiry(welcome.expiresIn(), to);
    }

    private static void writeExpiry(Optional<Duration> expiresIn, JsonGenerator to) throws IOException {
        if (expiresIn.isPresent()) {
            to.writeNumberField("expiresInMs", expiresIn.get().toMillis());
        }
    }

    private static void write(String field, Optional<MessageId> id, JsonGenerator to) throws IOException {
        if (id.isPresent()) {
            to.writeStringField(field, id.get().toString());
        }
    }

    /** Replaces halves of surrogate pairs, which UTF-8 cannot encode: a message may quote received text. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(UTF_8), UTF_8);
    }

    private static void begin(String type, OptionalLong id, JsonGenerator to) throws IOException {
        to.writeStringField("type", type);
        if (id.isPresent()) {
            to.writeNumberField("id", id.getAsLong());
        }
    }
}
