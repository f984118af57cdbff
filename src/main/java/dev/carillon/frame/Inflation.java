package dev.carillon.frame;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates complete messages, each independently (RFC 7692, 7.2.2). One for all connections of a loop: nothing is kept
 * from one message to the next, so that a connection has no window of its own.
 */
public final class Inflation {
    /**
     * The last bytes of the flush, which the sender omits, and an empty last block: only a complete message ends with
     * it.
     */
    private static final byte[] TAIL = {0, 0, -1, -1, 3, 0};

    private static final int WINDOW_BYTES = 32 << 10;

    /** A larger message gets memory of its own. */
    private static final int KEPT_BYTES = 64 << 10;

    /**
     * RFC 7692, 7.2.3.4 permits final blocks inside a message. A restart after one copies the window, so their number
     * is limited.
     */
    private static final int RESTARTS_MAX = 16;

    private final Inflater inflater = new Inflater(true);
    private final byte[] kept = new byte[KEPT_BYTES];

    private byte[] inflated = kept;
    private int length;
    private int restarts;

    /**
     * Inflates the message in {@code deflated}, from position to limit. The result is valid until the next call.
     *
     * @throws ProtocolViolation with 1007 when the message is not valid, with 1009 as soon as it is longer than {@code
     *     maxBytes}
     */
    ByteBuffer inflate(ByteBuffer deflated, int maxBytes) throws ProtocolViolation {
        inflated = kept;
        length = 0;
        restarts = 0;
        try {
            read(deflated, maxBytes);
            if (!inflater.finished()) {
                read(ByteBuffer.wrap(TAIL), maxBytes);
                requireEnd();
            }
            return ByteBuffer.wrap(inflated, 0, length);
        } catch (DataFormatException broken) {
            throw invalid("but was not: " + broken.getMessage());
        } finally {
            inflater.reset();
            inflated = kept;
        }
    }

    private void read(ByteBuffer input, int maxBytes) throws DataFormatException, ProtocolViolation {
        inflater.setInput(input);
        while (true) {
            length += inflater.inflate(inflated, length, inflated.length - length);
            if (length > maxBytes) {
                throw new ProtocolViolation(
                        CloseCode.MESSAGE_TOO_BIG,
                        "expected a message of at most " + maxBytes + " bytes, but was longer when inflated");
            }
            if (inflater.finished()) {
                if (!input.hasRemaining()) {
                    return;
                }
                restart(input);
            } else if (length == inflated.length) {
                grow(maxBytes);
            } else if (inflater.needsInput()) {
                return;
            }
        }
    }

    /** The data after a final block may still refer to the data before it. */
    private void restart(ByteBuffer input) throws ProtocolViolation {
        if (++restarts > RESTARTS_MAX) {
            throw invalid("but had more than " + RESTARTS_MAX + " final blocks");
        }
        inflater.reset();
        if (length > 0) {
            int window = Math.min(length, WINDOW_BYTES);
            inflater.setDictionary(inflated, length - window, window);
        }
        inflater.setInput(input);
    }

    /** One byte more than permitted is enough to detect the excess. */
    private void grow(int maxBytes) {
        byte[] larger = new byte[(int) Math.min(2L * inflated.length, maxBytes + 1L)];
        System.arraycopy(inflated, 0, larger, 0, length);
        inflated = larger;
    }

    private void requireEnd() throws ProtocolViolation {
        if (!inflater.finished()) {
            throw invalid("but it ended inside a block");
        }
    }

    private static ProtocolViolation invalid(String was) {
        return new ProtocolViolation(CloseCode.INVALID_PAYLOAD_DATA, "expected a deflated message, " + was);
    }
}
