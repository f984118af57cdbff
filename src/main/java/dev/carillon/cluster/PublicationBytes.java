package dev.carillon.cluster;

import dev.carillon.bus.PublicationCodec;
import dev.carillon.publication.Publication;
import io.vertx.core.buffer.Buffer;

/** A publication as it goes over links. */
final class PublicationBytes {
    /** Of a topic of at most 255 bytes, a type of content, and lengths. */
    private static final int HEAD_BYTES = 300;

    private static final PublicationCodec CODEC = new PublicationCodec(System::nanoTime);

    private PublicationBytes() {}

    static Buffer of(Publication publication) {
        Buffer bytes = Buffer.buffer(HEAD_BYTES + publication.payload().bytes().length);
        CODEC.encodeToWire(bytes, publication);
        return bytes;
    }
}
