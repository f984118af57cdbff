package dev.carillon.frame;

/**
 * Counts and limits the unfinished messages of all connections of a loop. Without it, a thousand peers that each send
 * half of a long message could take all memory. Belongs to the loop.
 */
public final class HeldBytes {
    private final long max;
    private long held;

    public HeldBytes(long max) {
        this.max = max;
    }

    public long held() {
        return held;
    }

    public long max() {
        return max;
    }

    /** Must be called before more bytes are stored. */
    void requireSpaceFor(int bytes) throws ProtocolViolation {
        if (held + bytes > max) {
            throw new ProtocolViolation(
                    CloseCode.TRY_AGAIN_LATER,
                    "expected memory for this message, but unfinished messages of all peers take " + held + " of " + max
                            + " bytes");
        }
    }

    void changed(int delta) {
        held += delta;
    }
}
