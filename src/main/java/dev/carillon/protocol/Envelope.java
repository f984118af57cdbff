package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.frame.Frames;
import dev.carillon.frame.Opcode;
import dev.carillon.publication.Publication;
import dev.carillon.publication.Rendering;
import java.nio.ByteBuffer;

/**
 * The form for sessions: a {@code message} event with the topic, the payload, and the id if the publication is
 * remembered. An enum, since there must be only one object.
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

    /** The event without its frame, from the frame that the sessions of the node share. */
    static ByteBuffer event(Publication publication) {
        return Frames.payload(publication.in(ENVELOPE));
    }
}
