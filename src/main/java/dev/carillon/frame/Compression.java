package dev.carillon.frame;

import java.util.Arrays;

/**
 * The compression that a WebSocket agreed on: none, or permessage-deflate with a window of 2^N bytes for what the server
 * sends (RFC 7692, 7.1.2.1).
 */
public enum Compression {
    NONE(0),
    WINDOW_8(8),
    WINDOW_9(9),
    WINDOW_10(10),
    WINDOW_11(11),
    WINDOW_12(12),
    WINDOW_13(13),
    WINDOW_14(14),
    /** The largest window of DEFLATE; it is also agreed on with a client that names none. */
    WINDOW_15(15);

    private final int windowBits;

    Compression(int windowBits) {
        this.windowBits = windowBits;
    }

    /**
     * The compression whose window has this many bits.
     *
     * @param bits 8 to 15
     */
    public static Compression ofWindowBits(int bits) {
        return Arrays.stream(values())
                .filter(compression -> compression.deflates() && compression.windowBits == bits)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected 8 to 15 window bits, but was " + bits));
    }

    /** Whether messages may be deflated, each by itself, in both directions. */
    public boolean deflates() {
        return this != NONE;
    }

    public int windowBits() {
        return windowBits;
    }

    /** How far back what the server deflates may refer. */
    int windowBytes() {
        return 1 << windowBits;
    }
}
