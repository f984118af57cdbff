package dev.carillon.routes;

import java.util.Arrays;

/** Cuts bytes that come in pieces into lines, and keeps no more than the beginning of one line. Not thread-safe. */
final class LineCutter {
    /** Memory for lines that is kept from one to the next. */
    private static final int KEPT_BYTES = 4 << 10;

    private static final byte[] NOTHING = {};

    private final int longest;

    private byte[] input = NOTHING;
    private int next;
    private int end;

    /** What has come of a line whose end has not. */
    private byte[] begun = NOTHING;

    private int begunBytes;

    /** Whether the rest of a line is passed over, and how much of it was. */
    private boolean skipping;

    private long skippedBytes;

    private byte[] line = NOTHING;
    private int from;
    private int to;
    private long number;

    /** What comes next. */
    enum Step {
        /** A line is there, until the next step. */
        LINE,
        /** A line has become longer than any may be; the rest of it is passed over. */
        TOO_LONG,
        /** The next piece is needed. */
        MORE
    }

    /** @param longest of a line, in bytes */
    LineCutter(int longest) {
        this.longest = longest;
    }

    /** Takes the next piece, which is read in place; the one before has been used up. */
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

    /** Behind the last piece: a last line without a line feed is one, too. */
    Step last() {
        if (begunBytes == 0) {
            return Step.MORE;
        }
        number++;
        found(begun, 0, begunBytes);
        drop();
        return Step.LINE;
    }

    /** Gives up the line that has begun; the rest of it is passed over. */
    void skip() {
        drop();
        skipping = true;
        skippedBytes = 0;
        number++;
    }

    /** Bytes of a line that has been given up and whose end has not come. */
    long skippedBytes() {
        return skipping ? skippedBytes : 0;
    }

    /** Bytes that are kept of a line whose end has not come. */
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

    /** The line stays where it is until the next step, even when its memory is given up. */
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

    /** Of the line that is there, or was too long; counts from 1, empty ones too. */
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
