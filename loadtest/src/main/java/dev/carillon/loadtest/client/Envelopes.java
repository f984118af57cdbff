package dev.carillon.loadtest.client;

import dev.carillon.loadtest.measure.PayloadFormat;
import dev.carillon.loadtest.plan.Dialect;
import dev.carillon.loadtest.stream.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Finds a publication in what a server may have put around it. */
final class Envelopes {
    /** The mark and the number of the run, with which every publication of a run begins. */
    private static final int BEGINNING = 12;

    private final byte[] beginning;
    private final int size;

    private Envelopes(PayloadFormat format, int size) {
        this.beginning = Arrays.copyOf(format.write(0, 0, 0, 0), BEGINNING);
        this.size = size;
    }

    /** Empty if the server puts nothing around publications. */
    static Optional<Envelopes> of(Dialect dialect, PayloadFormat format, int size) {
        return dialect.wraps() ? Optional.of(new Envelopes(format, size)) : Optional.empty();
    }

    /**
     * Sets position and limit around the first publication, and returns whether there is one. Without one they do not
     * change.
     */
    boolean open(ByteBuffer message) {
        int at = Bytes.indexOf(message, beginning);
        if (at >= 0) {
            message.limit(Math.min(message.limit(), at + size)).position(at);
        }
        return at >= 0;
    }
}
