package dev.carillon.frame;

import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/**
 * Deflates frames independently of each other, for permessage-deflate without context takeover (RFC 7692, 7.2.1), so
 * that one frame serves all peers. Any thread may call this.
 */
public final class DeflatedFrames {
    /** RFC 7692, 6. */
    private static final int RSV1 = 0x40;

    /** Shorter payloads save hardly a byte, and the peer would have to inflate them. */
    private static final int PAYLOAD_MIN = 128;

    /** The end of a flush, which the receiver adds again (7.2.1). */
    private static final int FLUSH_TAIL_BYTES = 4;

    /**
     * The part of the window that a piece of a long message may refer back to. Without it, pieces of JSON are a tenth
     * to a quarter longer. A half costs more CPU and saves less, because there are more pieces.
     */
    private static final int WINDOW_SHARE_BEFORE_PIECE = 4;

    /**
     * About 256 KiB of zlib's memory for each thread that deflates; making a deflater takes longer than deflating a
     * message.
     */
    private static final ThreadLocal<Deflater> DEFLATERS =
            ThreadLocal.withInitial(() -> new Deflater(Deflater.DEFAULT_COMPRESSION, true));

    private DeflatedFrames() {}

    /**
     * Deflates {@code frame}, a complete text or binary frame of a server. Returns {@code frame} itself if deflating
     * saves nothing.
     */
    public static byte[] shorter(byte[] frame, Compression compression) {
        int header = Frames.headerLengthOf(frame);
        int length = frame.length - header;
        if (length < PAYLOAD_MIN || !compression.deflates()) {
            return frame;
        }
        // A result that does not fit is not shorter.
        byte[] deflated = new byte[length];
        int size = widest(frame, compression) == Compression.WINDOW_15
                ? deflate(frame, header, deflated)
                : deflateInPieces(frame, header, compression.windowBytes(), deflated);
        return size == length ? frame : frame(frame[0], deflated, size - FLUSH_TAIL_BYTES);
    }

    /**
     * The compression with the largest window for which {@link #shorter} gives the same bytes: a message that fits into
     * the window needs no larger one.
     */
    public static Compression widest(byte[] frame, Compression compression) {
        boolean fits =
                compression.deflates() && frame.length - Frames.headerLengthOf(frame) <= compression.windowBytes();
        return fits ? Compression.WINDOW_15 : compression;
    }

    private static int deflate(byte[] frame, int from, byte[] into) {
        Deflater deflater = DEFLATERS.get();
        try {
            deflater.setInput(frame, from, frame.length - from);
            return deflater.deflate(into, 0, into.length, Deflater.SYNC_FLUSH);
        } finally {
            deflater.reset();
        }
    }

    /**
     * The window of {@link Deflater} always has 15 bits. For a smaller one the message is cut into pieces: a piece and
     * what it may refer back to fit into the window together. Each piece ends with a flush, so that all are one stream.
     */
    private static int deflateInPieces(byte[] frame, int from, int window, byte[] into) {
        Deflater deflater = DEFLATERS.get();
        int size = 0;
        try {
            for (int at = from; at < frame.length && size < into.length; ) {
                int before = Math.min(at - from, window / WINDOW_SHARE_BEFORE_PIECE);
                int length = Math.min(frame.length - at, window - before);
                deflater.reset();
                deflater.setDictionary(frame, at - before, before);
                deflater.setInput(frame, at, length);
                size += deflater.deflate(into, size, into.length - size, Deflater.SYNC_FLUSH);
                at += length;
            }
            return size;
        } finally {
            deflater.reset();
        }
    }

    private static byte[] frame(byte finAndOpcode, byte[] deflated, int length) {
        int header = Frames.headerLength(length);
        byte[] frame = new byte[header + length];
        Frames.writeHeader(ByteBuffer.wrap(frame), Opcode.BINARY, length);
        frame[0] = (byte) (finAndOpcode | RSV1);
        System.arraycopy(deflated, 0, frame, header, length);
        return frame;
    }
}
