package dev.carillon.protocol;

import dev.carillon.publication.Publication;
import dev.carillon.publication.Rendering;
import dev.carillon.websocket.DeflatedFrames;

/**
 * The other forms deflated, for sockets that agreed on it. A publication that is not worth deflating keeps the frame that
 * everybody else gets.
 */
public record DeflatedFrame(Rendering plain) implements Rendering {
    public static final DeflatedFrame RAW = new DeflatedFrame(RawFrame.RAW_FRAME);
    public static final DeflatedFrame ENVELOPE = new DeflatedFrame(Envelope.ENVELOPE);

    @Override
    public byte[] render(Publication publication) {
        return DeflatedFrames.shorter(publication.in(plain));
    }
}
