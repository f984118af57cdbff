package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import java.nio.ByteBuffer;
import java.util.Base64;

/** The fields of a JSON object for a publication, from the topic's text to the closing brace. */
final class MessageFields {
    /** The text before them. */
    static final String FIRST = "\"topic\":\"";

    /** The fields are these parts, one after the other. */
    private final byte[] topic;

    private final byte[] id;
    private final byte[] beforeData;
    private final byte[] data;
    private final byte[] end;

    private MessageFields(byte[] topic, byte[] id, byte[] beforeData, byte[] data, byte[] end) {
        this.topic = topic;
        this.id = id;
        this.beforeData = beforeData;
        this.data = data;
        this.end = end;
    }

    static MessageFields of(Publication publication) {
        Payload payload = publication.payload();
        return switch (payload.kind()) {
            case TEXT -> of(publication, "\",\"data\":\"", escaped(new String(payload.bytes(), UTF_8)), "\"}");
            // As it came: it was checked before, so it is exactly one value.
            case JSON -> of(publication, "\",\"data\":", payload.bytes(), "}");
            case BINARY ->
                of(publication, "\",\"dataBase64\":\"", Base64.getEncoder().encode(payload.bytes()), "\"}");
        };
    }

    private static MessageFields of(Publication publication, String beforeData, byte[] data, String end) {
        // An id needs no escapes. The next field closes its quotes.
        String id = publication.id().map(known -> "\",\"id\":\"" + known).orElse("");
        return new MessageFields(
                escaped(publication.topic().value()),
                id.getBytes(US_ASCII),
                beforeData.getBytes(US_ASCII),
                data,
                end.getBytes(US_ASCII));
    }

    private static byte[] escaped(String text) {
        return JsonStringEncoder.getInstance().quoteAsUTF8(text);
    }

    int length() {
        return topic.length + id.length + beforeData.length + data.length + end.length;
    }

    void writeTo(ByteBuffer to) {
        to.put(topic).put(id).put(beforeData).put(data).put(end);
    }
}
