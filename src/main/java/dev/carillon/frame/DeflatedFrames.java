package dev.carillon.frame;

import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/**
 * Frames deflated by themselves, for peers that agreed on permessage-deflate without context takeover (RFC 7692, 7.2.1): one
 * frame serves all of them. Any thread may call this.
 */
public final class DeflatedFrames {
    /** RFC 7692, 6. */
    private static final int RSV1 = 0x40;

    /** What is shorter saves hardly a byte, and the peer would have to inflate it. */
    private static final int PAYLOAD_MIN = 128;

    /** The end of a flush, which the receiver adds again (7.2.1). */
    private static final int FLUSH_TAIL_BYTES = 4;

    /**
     * What a piece of a message that is longer than the window may refer back to. Without it the pieces of JSON are a
     * tenth to a quarter longer; a half costs more CPU and saves less, as there are more pieces.
     */
    private static final int WINDOW_SHARE_BEFORE_PIECE = 4;

    /** Some 256 KiB of zlib's own memory for each thread that deflates: making one takes longer than a message. */
    private static final ThreadLocal<Deflater> DEFLATERS =
            ThreadLocal.withInitial(() -> new Deflater(Deflater.DEFAULT_COMPRESSION, true));

    private DeflatedFrames() {}

    /**
     * The same message as {@code frame}, a server's whole text or binary frame, for a peer with this compression; itself
     * where deflating saves nothing.
     */
    public static byte[] shorter(byte[] frame, Compression compression) {
        int header = Frames.headerLengthOf(frame);
        int length = frame.length - header;
        if (length < PAYLOAD_MIN || !compression.deflates()) {
            return frame;
        }
        // What does not fit is not shorter.
        byte[] deflated = new byte[length];
        int size = widest(frame, compression) == Compression.WINDOW_15
                ? deflate(frame, header, deflated)
                : deflateInPieces(frame, header, compression.windowBytes(), deflated);
        return size == length ? frame : frame(frame[0], deflated, size - FLUSH_TAIL_BYTES);
    }

    /**
     * The compression of the widest window with which {@link #shorter} gives the same bytes: what is no longer than the
     * window cannot refer further back.
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
     * The window of {@link Deflater} always has 15 bits. For a smaller one the message is cut: a piece and what it may
     * refer back to are together no longer than the window. Each piece ends in a flush, so that all are one stream.
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
