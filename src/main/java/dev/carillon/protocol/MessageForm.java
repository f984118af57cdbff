package dev.carillon.protocol;

import static java.util.Objects.requireNonNull;

import dev.carillon.publication.Rendering;
import dev.carillon.websocket.Compression;
import java.util.EnumMap;
import java.util.Map;

/** The forms in which publications go out over WebSockets: one {@link Rendering} for each compression. */
public enum MessageForm {
    RAW(RawFrame.RAW_FRAME),
    ENVELOPE(Envelope.ENVELOPE);

    private final Map<Compression, Rendering> renderings = new EnumMap<>(Compression.class);

    MessageForm(Rendering plain) {
        for (Compression compression : Compression.values()) {
            renderings.put(compression, compression.deflates() ? new DeflatedFrame(this, compression) : plain);
        }
    }

    /** The same object at each call, since the object is the form. */
    public Rendering rendering(Compression compression) {
        return requireNonNull(renderings.get(compression));
    }
}
