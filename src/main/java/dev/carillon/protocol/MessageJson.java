package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.publication.Publication;
import java.nio.ByteBuffer;

/** A publication as a JSON object: a {@code message} event without its type. */
public final class MessageJson {
    private static final byte[] START = ("{" + MessageFields.FIRST).getBytes(US_ASCII);

    private MessageJson() {}

    /** The object in UTF-8, as a new array. */
    public static byte[] of(Publication publication) {
        MessageFields fields = MessageFields.of(publication);
        byte[] json = new byte[START.length + fields.length()];
        fields.writeTo(ByteBuffer.wrap(json).put(START));
        return json;
    }
}
