package dev.carillon.protocol;

import dev.carillon.publication.Publication;
import dev.carillon.publication.Rendering;
import dev.carillon.websocket.DeflatedFrames;

/**
 * The other forms deflated, for sockets that agreed on it. A publication that is not worth deflating keeps the frame that
 * everybody else gets.
 */
public enum DeflatedFrame implements Rendering {
    RAW,
    ENVELOPE;

    @Override
    public byte[] render(Publication publication) {
        return DeflatedFrames.shorter(publication.in(plain()));
    }

    private Rendering plain() {
        return switch (this) {
            case RAW -> RawFrame.RAW_FRAME;
            case ENVELOPE -> Envelope.ENVELOPE;
        };
    }
}
