package dev.carillon.loadtest.stream;

import dev.carillon.lane.Connection;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Reads the content of an answer: chunks, whose extensions and trailers are skipped (RFC 9112, 7.1), or all bytes until
 * the connection ends.
 */
final class StreamBody {
    private static final int SIZE_MAX = 1 << 28;

    private final EventStreamReader events;
    private Part part;
    private int digits;
    /** Remaining bytes of the chunk. */
    private int left;

    private enum Part {
        /** All content, if it is not chunked. */
        WHOLE,
        SIZE,
        EXTENSION,
        DATA,
        AFTER_DATA,
        ENDED
    }

    StreamBody(EventStreamReader events, boolean inChunks) {
        this.events = events;
        this.part = inChunks ? Part.SIZE : Part.WHOLE;
    }

    /** Whether the next bytes may belong to another stream of the same kind. */
    boolean isIdle() {
        return (part == Part.WHOLE || (part == Part.SIZE && digits == 0)) && events.isIdle();
    }

    /** Whether the server has sent the last chunk. */
    boolean hasEnded() {
        return part == Part.ENDED;
    }

    void read(Connection connection, ByteBuffer bytes) throws ProtocolException {
        if (part == Part.WHOLE) {
            events.read(connection, bytes);
            return;
        }
        while (bytes.hasRemaining() && part != Part.ENDED) {
            if (part == Part.DATA) {
                readData(connection, bytes);
            } else {
                onByte(bytes.get());
            }
        }
    }

    private void readData(Connection connection, ByteBuffer bytes) throws ProtocolException {
        int limit = bytes.limit();
        int length = Math.min(left, bytes.remaining());
        int end = bytes.position() + length;
        left -= length;
        if (left == 0) {
            part = Part.AFTER_DATA;
        }
        events.read(connection, bytes.limit(end));
        bytes.limit(limit).position(end);
    }

    private void onByte(byte next) throws ProtocolException {
        if (next == '\n') {
            onLineEnd();
        } else if (part == Part.SIZE && Character.digit(next, 16) >= 0 && left < SIZE_MAX >> 4) {
            left = left << 4 | Character.digit(next, 16);
            digits++;
        } else if (part == Part.SIZE && (next == ';' || next == ' ' || next == '\r')) {
            part = Part.EXTENSION;
        } else if (part == Part.SIZE || (part == Part.AFTER_DATA && next != '\r')) {
            throw new ProtocolException("expected the size of a chunk and its data, but was byte " + next);
        }
    }

    private void onLineEnd() throws ProtocolException {
        if (part == Part.AFTER_DATA) {
            part = Part.SIZE;
            digits = 0;
        } else if (digits == 0) {
            throw new ProtocolException("expected the size of a chunk, but was none");
        } else {
            part = left == 0 ? Part.ENDED : Part.DATA;
        }
    }
}
