package dev.carillon.protocol;

import dev.carillon.frame.Compression;
import dev.carillon.frame.DeflatedFrames;
import dev.carillon.publication.Publication;
import dev.carillon.publication.Rendering;

/**
 * A form, deflated for one window size. If deflating does not make a publication shorter, the frame without compression
 * is used. If the publication fits into the window, the frame of the widest window is used.
 */
final class DeflatedFrame implements Rendering {
    private final MessageForm form;
    private final Compression compression;

    DeflatedFrame(MessageForm form, Compression compression) {
        this.form = form;
        this.compression = compression;
    }

    @Override
    public byte[] render(Publication publication) {
        byte[] plain = publication.in(form.rendering(Compression.NONE));
        Compression widest = DeflatedFrames.widest(plain, compression);
        return widest == compression
                ? DeflatedFrames.shorter(plain, compression)
                : publication.in(form.rendering(widest));
    }
}
