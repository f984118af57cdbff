package dev.carillon.loadtest.stream;

import dev.carillon.lane.Connection;
import java.nio.ByteBuffer;

/** Content in chunks (RFC 9112, 7.1). Extensions and trailers are skipped. */
final class ChunkedStreamBody extends StreamBody {
    private static final int SIZE_MAX = 1 << 28;

    private Part part = Part.SIZE;
    private int digits;
    /** The bytes that are left of the chunk. */
    private int left;

    private enum Part {
        SIZE,
        EXTENSION,
        DATA,
        BEHIND_DATA,
        ENDED
    }

    ChunkedStreamBody(EventStreamReader events) {
        super(events);
    }

    @Override
    boolean isIdle() {
        return part == Part.SIZE && digits == 0 && super.isIdle();
    }

    @Override
    boolean hasEnded() {
        return part == Part.ENDED;
    }

    @Override
    void read(Connection connection, ByteBuffer bytes) throws InvalidStream {
        while (bytes.hasRemaining() && part != Part.ENDED) {
            if (part == Part.DATA) {
                readData(connection, bytes);
            } else {
                onByte(bytes.get());
            }
        }
    }

    private void readData(Connection connection, ByteBuffer bytes) throws InvalidStream {
        int limit = bytes.limit();
        int length = Math.min(left, bytes.remaining());
        int end = bytes.position() + length;
        left -= length;
        if (left == 0) {
            part = Part.BEHIND_DATA;
        }
        super.read(connection, bytes.limit(end));
        bytes.limit(limit).position(end);
    }

    private void onByte(byte next) throws InvalidStream {
        if (next == '\n') {
            onLineEnd();
        } else if (part == Part.SIZE && Character.digit(next, 16) >= 0 && left < SIZE_MAX >> 4) {
            left = left << 4 | Character.digit(next, 16);
            digits++;
        } else if (part == Part.SIZE && (next == ';' || next == ' ' || next == '\r')) {
            part = Part.EXTENSION;
        } else if (part == Part.SIZE || (part == Part.BEHIND_DATA && next != '\r')) {
            throw new InvalidStream("expected the size of a chunk and its data, but was byte " + next);
        }
    }

    private void onLineEnd() throws InvalidStream {
        if (part == Part.BEHIND_DATA) {
            part = Part.SIZE;
            digits = 0;
        } else if (digits == 0) {
            throw new InvalidStream("expected the size of a chunk, but was none");
        } else {
            part = left == 0 ? Part.ENDED : Part.DATA;
        }
    }
}
