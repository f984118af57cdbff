package dev.carillon.protocol;

import dev.carillon.frame.Frames;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.Rendering;

/** The payload alone in a frame, for sockets of one topic: a browser needs no library. An enum, for the one object. */
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
