package dev.carillon.conformance;

import dev.carillon.frame.WindowInflater;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Deflates messages as a client does (RFC 7692, 7.2), without context takeover. */
final class Deflate {
    private Deflate() {}

    /** The message as one frame with RSV1. */
    static Frame deflated(Frame message) {
        return deflated(message, Deflater.DEFAULT_COMPRESSION, Deflater.DEFAULT_STRATEGY);
    }

    static Frame deflated(Frame message, int level, int strategy) {
        Deflater deflater = new Deflater(level, true);
        deflater.setStrategy(strategy);
        deflater.setInput(message.payload());
        byte[] deflated = new byte[message.payload().length * 2 + 64];
        int length = 0;
        // A change of strategy uses up the first call.
        while (length == 0) {
            length = deflater.deflate(deflated, 0, deflated.length, Deflater.SYNC_FLUSH);
        }
        deflater.end();
        return Frame.of(message.opcode(), Arrays.copyOf(deflated, length - 4)).reserved(4);
    }

    /** The message as a peer with this window inflates it. */
    static Frame inflated(Frame frame, int windowBits) {
        return frame.rsv() == 0 ? frame : inflated(frame, WindowInflater.inflate(frame.payload(), windowBits));
    }

    /** The message in a frame of the server, which must be complete. */
    static Frame inflated(Frame frame) {
        if (frame.rsv() == 0) {
            return frame;
        }
        Inflater inflater = new Inflater(true);
        inflater.setInput(Frame.joined(frame.payload(), new byte[] {0, 0, -1, -1}));
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        byte[] part = new byte[1 << 16];
        try {
            for (int count = inflater.inflate(part); count > 0; count = inflater.inflate(part)) {
                message.write(part, 0, count);
            }
        } catch (DataFormatException broken) {
            throw new AssertionError("expected a deflated message, but was " + frame, broken);
        } finally {
            inflater.end();
        }
        return inflated(frame, message.toByteArray());
    }

    private static Frame inflated(Frame frame, byte[] message) {
        return new Frame(frame.fin(), frame.rsv() & 3, frame.opcode(), message);
    }
}
