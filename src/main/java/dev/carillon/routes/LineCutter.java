package dev.carillon.routes;

import java.util.Arrays;

/** Cuts bytes that come in pieces into lines. It stores only the beginning of one incomplete line. Not thread-safe. */
final class LineCutter {
    /** The memory that is kept from one line to the next. */
    private static final int KEPT_BYTES = 4 << 10;

    private static final byte[] NOTHING = {};

    private final int longest;

    private byte[] input = NOTHING;
    private int next;
    private int end;

    /** The beginning of an incomplete line. */
    private byte[] begun = NOTHING;

    private int begunBytes;

    /** Whether the rest of a line is skipped; {@link #skippedBytes} counts it. */
    private boolean skipping;

    private long skippedBytes;

    private byte[] line = NOTHING;
    private int from;
    private int to;
    private long number;

    /** The result of one step. */
    enum Step {
        /** A line is available until the next step. */
        LINE,
        /** A line is longer than the limit; the rest of it is skipped. */
        TOO_LONG,
        /** The next piece is needed. */
        MORE
    }

    /** @param longest limit for a line, in bytes */
    LineCutter(int longest) {
        this.longest = longest;
    }

    /** Sets the next piece, which is read in place. The previous piece must have been read completely. */
    void input(byte[] bytes, int from, int to) {
        input = bytes;
        next = from;
        end = to;
    }

    Step next() {
        line = NOTHING;
        while (next < end) {
            int lineFeed = lineFeed();
            if (lineFeed < 0) {
                return takeRest();
            }
            int start = next;
            next = lineFeed + 1;
            if (skipping) {
                skipping = false;
                continue;
            }
            number++;
            if (lineFeed - start > longest - begunBytes) {
                drop();
                return Step.TOO_LONG;
            }
            if (begunBytes == 0) {
                found(input, start, lineFeed);
            } else {
                append(start, lineFeed);
                found(begun, 0, begunBytes);
                drop();
            }
            return Step.LINE;
        }
        input = NOTHING;
        return Step.MORE;
    }

    /** Called after the last piece: the last line may have no line feed. */
    Step last() {
        if (begunBytes == 0) {
            return Step.MORE;
        }
        number++;
        found(begun, 0, begunBytes);
        drop();
        return Step.LINE;
    }

    /** Skips the rest of the line that has begun. */
    void skip() {
        drop();
        skipping = true;
        skippedBytes = 0;
        number++;
    }

    /** The bytes of an incomplete line that are skipped so far. */
    long skippedBytes() {
        return skipping ? skippedBytes : 0;
    }

    /** The bytes that are stored of an incomplete line. */
    int begunBytes() {
        return begunBytes;
    }

    private Step takeRest() {
        int start = next;
        next = end;
        if (skipping) {
            skippedBytes += end - start;
            input = NOTHING;
            return Step.MORE;
        }
        if (end - start > longest - begunBytes) {
            skip();
            return Step.TOO_LONG;
        }
        append(start, end);
        input = NOTHING;
        return Step.MORE;
    }

    private int lineFeed() {
        for (int i = next; i < end; i++) {
            if (input[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void append(int start, int stop) {
        int needed = begunBytes + stop - start;
        if (needed > begun.length) {
            begun = Arrays.copyOf(begun, Math.max(needed, (int) Math.min(longest, 2L * begun.length)));
        }
        System.arraycopy(input, start, begun, begunBytes, stop - start);
        begunBytes = needed;
    }

    /** The line stays valid until the next step, even if its memory is released. */
    private void drop() {
        begunBytes = 0;
        if (begun.length > KEPT_BYTES) {
            begun = NOTHING;
        }
    }

    private void found(byte[] bytes, int start, int stop) {
        line = bytes;
        from = start;
        to = stop;
    }

    byte[] line() {
        return line;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** The number of the current line; counts from 1 and includes empty lines. */
    long number() {
        return number;
    }

    boolean isBlank() {
        for (int i = from; i < to; i++) {
            if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
