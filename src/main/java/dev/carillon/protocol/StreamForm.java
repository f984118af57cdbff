package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.Rendering;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * The forms in which publications go out over event streams. The id of one that is remembered is the event's. An enum,
 * for the one object of each form.
 */
public enum StreamForm implements Rendering {
    /** The payload alone, in base64 where it is binary: for streams of one topic. */
    PAYLOAD,
    /** The same, with the topic as the type of the event. */
    NAMED,
    /** What a session receives as a message, which names the topic. */
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
