package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.Rendering;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * The forms in which publications are sent over event streams. If a publication is remembered, the id of the event is
 * its id. An enum, since there must be only one object for each form.
 */
public enum StreamForm implements Rendering {
    /** The payload, in base64 if it is binary: for streams of one topic. */
    PAYLOAD,
    /** The payload, with the topic as the type of the event. */
    NAMED,
    /** The {@code message} event of sessions, which contains the topic. */
    ENVELOPE;

    @Override
    public byte[] render(Publication publication) {
        ByteBuffer data = this == ENVELOPE ? Envelope.event(publication) : payload(publication.payload());
        return StreamText.event(fields(publication), data);
    }

    private byte[] fields(Publication publication) {
        String id = publication.id().map(known -> "id: " + known + "\n").orElse("");
        String type = this == NAMED ? "event: " + publication.topic() + "\n" : "";
        return (id + type).getBytes(UTF_8);
    }

    private static ByteBuffer payload(Payload payload) {
        return ByteBuffer.wrap(
                switch (payload.kind()) {
                    case TEXT, JSON -> payload.bytes();
                    case BINARY -> Base64.getEncoder().encode(payload.bytes());
                });
    }
}
