package dev.carillon.cluster;

import dev.carillon.bus.PublicationCodec;
import dev.carillon.publication.Publication;
import io.vertx.core.buffer.Buffer;

/** A publication in the form for links. */
final class PublicationBytes {
    /** The most bytes of a topic, its lengths and a usual content type. */
    private static final int HEAD_BYTES = 300;

    private static final PublicationCodec CODEC = new PublicationCodec(System::nanoTime);

    private PublicationBytes() {}

    static Buffer of(Publication publication) {
        Buffer bytes = Buffer.buffer(HEAD_BYTES + publication.payload().bytes().length);
        CODEC.encodeToWire(bytes, publication);
        return bytes;
    }
}
