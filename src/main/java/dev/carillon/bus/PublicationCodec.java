package dev.carillon.bus;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.publication.Payload;
import dev.carillon.publication.Payload.Kind;
import dev.carillon.publication.Publication;
import dev.carillon.topic.InvalidTopic;
import dev.carillon.topic.TopicName;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.util.function.LongSupplier;

/**
 * Encodes a publication for the event bus: inside the process as the object itself, between nodes as bytes.
 *
 * <pre>
 * version   1 byte   1
 * kind      1 byte   1 text, 2 JSON, 3 binary
 * topic     1 byte of length and UTF-8
 * type      4 bytes of length and UTF-8
 * payload   4 bytes of length and bytes
 * </pre>
 *
 * The time of publication is not sent: each node measures from the time at which it receives it, on its own clock.
 */
public final class PublicationCodec implements MessageCodec<Publication, Publication> {
    static final byte VERSION = 1;

    public static final String NAME = "carillon.publication";

    private final LongSupplier nanoTime;

    public PublicationCodec(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Publications are immutable, so all receivers may share one. */
    @Override
    public Publication transform(Publication publication) {
        return publication;
    }

    @Override
    public void encodeToWire(Buffer to, Publication publication) {
        byte[] topic = publication.topic().value().getBytes(UTF_8);
        Payload payload = publication.payload();
        byte[] type = payload.contentType().getBytes(UTF_8);
        to.appendByte(VERSION).appendByte(code(payload.kind()));
        to.appendUnsignedByte((short) topic.length).appendBytes(topic);
        to.appendInt(type.length).appendBytes(type);
        to.appendInt(payload.bytes().length).appendBytes(payload.bytes());
    }

    /**
     * @throws InvalidPublication when another version of Carillon wrote this, or it is incomplete or damaged
     */
    @Override
    public Publication decodeFromWire(int position, Buffer wire) {
        try {
            return decode(new WireReader(wire, position, PublicationCodec::cut));
        } catch (InvalidTopic damaged) {
            throw new InvalidPublication("a publication from another node: " + damaged.getMessage());
        }
    }

    private static InvalidPublication cut(String why) {
        return new InvalidPublication("a publication from another node is cut: " + why);
    }

    private Publication decode(WireReader wire) {
        int version = wire.unsignedByte();
        if (version != VERSION) {
            throw new InvalidPublication("a publication from another node must have version " + VERSION + ", was "
                    + version + ": all nodes must run compatible versions of Carillon");
        }
        Kind kind = kind(wire.unsignedByte());
        TopicName topic = TopicName.toPublish(new String(wire.bytes(wire.unsignedByte()), UTF_8));
        String type = wire.text();
        byte[] bytes = wire.bytes(wire.number());
        return new Publication(topic, new Payload(kind, type, bytes), nanoTime.getAsLong());
    }

    private static byte code(Kind kind) {
        return switch (kind) {
            case TEXT -> 1;
            case JSON -> 2;
            case BINARY -> 3;
        };
    }

    private static Kind kind(int code) {
        return switch (code) {
            case 1 -> Kind.TEXT;
            case 2 -> Kind.JSON;
            case 3 -> Kind.BINARY;
            default ->
                throw new InvalidPublication("a publication from another node must be of kind 1, 2 or 3, was " + code);
        };
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Minus one, which Vert.x requires of a codec that is not its own. */
    @Override
    public byte systemCodecID() {
        return -1;
    }
}
