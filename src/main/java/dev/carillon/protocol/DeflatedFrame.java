package dev.carillon.protocol;

import dev.carillon.publication.Publication;
import dev.carillon.publication.Rendering;
import dev.carillon.websocket.DeflatedFrames;

/**
 * The other forms deflated, for sockets that agreed on it. A publication that is not worth deflating keeps the frame that
 * everybody else gets.
 */
public enum DeflatedFrame implements Rendering {
    RAW(RawFrame.RAW_FRAME),
    ENVELOPE(Envelope.ENVELOPE);

    private final Rendering plain;

    DeflatedFrame(Rendering plain) {
        this.plain = plain;
    }

    @Override
    public byte[] render(Publication publication) {
        return DeflatedFrames.shorter(publication.in(plain));
    }
}
