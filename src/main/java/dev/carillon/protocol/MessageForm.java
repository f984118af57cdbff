package dev.carillon.protocol;

import static java.util.Objects.requireNonNull;

import dev.carillon.frame.Compression;
import dev.carillon.publication.Rendering;
import java.util.EnumMap;
import java.util.Map;

/** The forms in which publications are sent over WebSockets: one {@link Rendering} for each compression. */
public final class MessageForm {
    public static final MessageForm RAW = new MessageForm(RawFrame.RAW_FRAME);
    public static final MessageForm ENVELOPE = new MessageForm(Envelope.ENVELOPE);

    private final Map<Compression, Rendering> renderings = new EnumMap<>(Compression.class);

    private MessageForm(Rendering plain) {
        for (Compression compression : Compression.values()) {
            renderings.put(compression, compression.deflates() ? new DeflatedFrame(this, compression) : plain);
        }
    }

    /** Returns the same object at each call, since renderings are compared by identity. */
    public Rendering rendering(Compression compression) {
        return requireNonNull(renderings.get(compression));
    }
}
