package dev.carillon.frame;

import java.nio.ByteBuffer;

/**
 * Validates UTF-8 that comes in pieces, and fails at the first invalid byte (RFC 3629, 4).
 *
 * <p>The state between two bytes is an int: how many bytes the character still needs, and the bounds of the next one.
 * Only the second byte of a character has bounds other than 80..BF; they exclude overlong forms, surrogates and code
 * points beyond U+10FFFF.
 */
public final class Utf8 {

    /** Between two characters, where every text begins and must end. */
    static final int BOUNDARY = 0;

    /** No continuation can make this text valid: the next byte would have to be at least FF and at most 00. */
    static final int MALFORMED = expect(1, 0xFF, 0x00);

    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private Utf8() {}

    /** Whether the bytes between position and limit are complete and valid; the buffer is not changed. */
    public static boolean isValid(ByteBuffer bytes) {
        return advance(BOUNDARY, bytes) == BOUNDARY;
    }

    /** The state after the bytes between position and limit; the buffer is not changed. */
    static int advance(int state, ByteBuffer bytes) {
        int i = bytes.position();
        int end = bytes.limit();
        while (i < end) {
            if (state == BOUNDARY) {
                i = skipAscii(bytes, i, end);
            }
            if (i < end) {
                state = advance(state, Byte.toUnsignedInt(bytes.get(i++)));
            }
        }
        return state;
    }

    /** The state after one more byte. */
    static int advance(int state, int next) {
        if (state == BOUNDARY) {
            return lead(next);
        }
        int missing = state >> 16;
        int lowest = state >> 8 & 0xFF;
        int highest = state & 0xFF;
        if (next < lowest || next > highest) {
            return MALFORMED;
        }
        return missing == 1 ? BOUNDARY : expect(missing - 1, 0x80, 0xBF);
    }

    private static int skipAscii(ByteBuffer bytes, int from, int end) {
        int i = from;
        while (i <= end - Long.BYTES && (bytes.getLong(i) & HIGH_BITS) == 0) {
            i += Long.BYTES;
        }
        return i;
    }

    /** The rows of RFC 3629, 4. */
    private static int lead(int first) {
        if (first < 0x80) {
            return BOUNDARY;
        }
        if (first < 0xC2 || first > 0xF4) {
            return MALFORMED;
        }
        if (first < 0xE0) {
            return expect(1, 0x80, 0xBF);
        }
        return switch (first) {
            case 0xE0 -> expect(2, 0xA0, 0xBF);
            case 0xED -> expect(2, 0x80, 0x9F);
            case 0xF0 -> expect(3, 0x90, 0xBF);
            case 0xF4 -> expect(3, 0x80, 0x8F);
            default -> expect(first < 0xF0 ? 2 : 3, 0x80, 0xBF);
        };
    }

    private static int expect(int missing, int lowest, int highest) {
        return missing << 16 | lowest << 8 | highest;
    }
}
