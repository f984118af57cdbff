package dev.carillon.conformance;

import dev.carillon.frame.WindowInflater;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** What RFC 7692, 7.2 has a client do to a message, with no context taken over. */
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
        // A change of strategy takes the first call.
        while (length == 0) {
            length = deflater.deflate(deflated, 0, deflated.length, Deflater.SYNC_FLUSH);
        }
        deflater.end();
        return Frame.of(message.opcode(), Arrays.copyOf(deflated, length - 4)).reserved(4);
    }

    /** The same as a peer reads it whose window has so many bits. */
    static Frame inflated(Frame frame, int windowBits) {
        return frame.rsv() == 0 ? frame : inflated(frame, WindowInflater.inflate(frame.payload(), windowBits));
    }

    /** The message that a frame of the server's holds, which must be complete by itself. */
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
