package dev.carillon.frame;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The type of a frame (RFC 6455, 5.2 and 11.8). */
public enum Opcode {
    CONTINUATION(0x0),
    TEXT(0x1),
    BINARY(0x2),
    CLOSE(0x8),
    PING(0x9),
    PONG(0xA);

    private static final @Nullable Opcode[] BY_CODE = new @Nullable Opcode[16];

    static {
        for (Opcode opcode : values()) {
            BY_CODE[opcode.code] = opcode;
        }
    }

    private final int code;

    Opcode(int code) {
        this.code = code;
    }

    /** The opcode for these four bits; null for reserved ones. */
    static @Nullable Opcode of(int code) {
        return BY_CODE[code];
    }

    /** The four bits on the wire. */
    public int code() {
        return code;
    }

    /** Control frames may come between the fragments of a message (RFC 6455, 5.5). */
    public boolean isControl() {
        return code >= 0x8;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
