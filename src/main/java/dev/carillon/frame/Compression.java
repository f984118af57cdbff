package dev.carillon.frame;

import java.util.Arrays;

/**
 * The negotiated compression of a WebSocket: none, or permessage-deflate with a window of 2^N bytes for messages from
 * the server (RFC 7692, 7.1.2.1).
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
    /** The largest window of DEFLATE, also used for a client that requests no window. */
    WINDOW_15(15);

    private final int windowBits;

    Compression(int windowBits) {
        this.windowBits = windowBits;
    }

    /**
     * The compression with a window of this many bits.
     *
     * @param bits 8 to 15
     */
    public static Compression ofWindowBits(int bits) {
        return Arrays.stream(values())
                .filter(compression -> compression.deflates() && compression.windowBits == bits)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected 8 to 15 window bits, but was " + bits));
    }

    /** Whether messages may be deflated, each independently, in both directions. */
    public boolean deflates() {
        return this != NONE;
    }

    public int windowBits() {
        return windowBits;
    }

    /** The window in bytes: the longest distance of a back-reference in a message from the server. */
    int windowBytes() {
        return 1 << windowBits;
    }
}
