package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.carillon.frame.Frames;
import dev.carillon.frame.Opcode;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.Rendering;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/** The payload in a {@code message} event that names its topic, and its id where it is remembered, for sessions. An enum, for the one object. */
public enum Envelope implements Rendering {
    ENVELOPE;

    private static final byte[] TYPE_AND_TOPIC = "{\"type\":\"message\",\"topic\":\"".getBytes(US_ASCII);

    @Override
    public byte[] render(Publication publication) {
        Payload payload = publication.payload();
        byte[] topic = topicAndId(publication);
        return switch (payload.kind()) {
            case TEXT -> frame(topic, "\",\"data\":\"", escaped(new String(payload.bytes(), UTF_8)), "\"}");
            // As it came: it was found well-formed at the door, so it can be neither more nor less than one value.
            case JSON -> frame(topic, "\",\"data\":", payload.bytes(), "}");
            case BINARY ->
                frame(topic, "\",\"dataBase64\":\"", Base64.getEncoder().encode(payload.bytes()), "\"}");
        };
    }

    /** What stands between the quotes of the topic; an id needs no escapes. */
    private static byte[] topicAndId(Publication publication) {
        byte[] topic = escaped(publication.topic().value());
        return publication
                .id()
                .map(id -> joined(topic, ("\",\"id\":\"" + id).getBytes(US_ASCII)))
                .orElse(topic);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] escaped(String text) {
        return JsonStringEncoder.getInstance().quoteAsUTF8(text);
    }

    private static byte[] frame(byte[] topic, String beforeData, byte[] data, String end) {
        int length = TYPE_AND_TOPIC.length + topic.length + beforeData.length() + data.length + end.length();
        byte[] frame = new byte[Frames.headerLength(length) + length];
        ByteBuffer to = ByteBuffer.wrap(frame);
        Frames.writeHeader(to, Opcode.TEXT, length);
        to.put(TYPE_AND_TOPIC)
                .put(topic)
                .put(beforeData.getBytes(US_ASCII))
                .put(data)
                .put(end.getBytes(US_ASCII));
        return frame;
    }
}
