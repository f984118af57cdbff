package dev.carillon.loadtest.client;

import dev.carillon.loadtest.measure.PayloadFormat;
import dev.carillon.loadtest.plan.Dialect;
import dev.carillon.loadtest.stream.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Finds a publication in a message of a server that wraps publications, in JSON for example. */
final class Envelopes {
    /** Bytes at the start of every publication of a run: the mark and the number of the run. */
    private static final int BEGINNING = 12;

    private final byte[] beginning;
    private final int size;

    private Envelopes(PayloadFormat format, int size) {
        this.beginning = Arrays.copyOf(format.write(0, 0, 0, 0), BEGINNING);
        this.size = size;
    }

    /** The envelopes of a dialect; empty if the server does not wrap publications. */
    static Optional<Envelopes> of(Dialect dialect, PayloadFormat format, int size) {
        return dialect.wraps() ? Optional.of(new Envelopes(format, size)) : Optional.empty();
    }

    /**
     * Sets position and limit to those of the first publication in the message. Returns whether there is one;
     * otherwise position and limit do not change.
     */
    boolean open(ByteBuffer message) {
        int at = Bytes.indexOf(message, beginning);
        if (at >= 0) {
            message.limit(Math.min(message.limit(), at + size)).position(at);
        }
        return at >= 0;
    }
}
