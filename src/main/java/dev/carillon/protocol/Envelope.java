package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.frame.Frames;
import dev.carillon.frame.Opcode;
import dev.carillon.publication.Publication;
import dev.carillon.publication.Rendering;
import java.nio.ByteBuffer;

/**
 * The payload in a {@code message} event that names its topic, and its id where it is remembered, for sessions. An
 * enum, for the one object.
 */
public enum Envelope implements Rendering {
    ENVELOPE;

    private static final byte[] START = ("{\"type\":\"message\"," + MessageFields.FIRST).getBytes(US_ASCII);

    @Override
    public byte[] render(Publication publication) {
        MessageFields fields = MessageFields.of(publication);
        int length = START.length + fields.length();
        byte[] frame = new byte[Frames.headerLength(length) + length];
        ByteBuffer to = ByteBuffer.wrap(frame);
        Frames.writeHeader(to, Opcode.TEXT, length);
        fields.writeTo(to.put(START));
        return frame;
    }

    /** The event alone, out of the frame that sessions of the node share. */
    static ByteBuffer event(Publication publication) {
        return Frames.payload(publication.in(ENVELOPE));
    }
}
