package dev.carillon.protocol;

import dev.carillon.frame.Frames;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.Rendering;

/**
 * The payload in a frame, for WebSockets of one topic, so that a browser needs no library. An enum, since there must be
 * only one object.
 */
public enum RawFrame implements Rendering {
    RAW_FRAME;

    @Override
    public byte[] render(Publication publication) {
        Payload payload = publication.payload();
        return switch (payload.kind()) {
            case TEXT, JSON -> Frames.text(payload.bytes());
            case BINARY -> Frames.binary(payload.bytes());
        };
    }
}
