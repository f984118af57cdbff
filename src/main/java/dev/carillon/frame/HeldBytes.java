package dev.carillon.frame;

/**
 * What the unfinished messages of all connections of a loop take together, and its bound: a thousand peers that each send
 * half of a long message must not take the memory of all others.
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

    /** To be asked before more is kept. */
    void requireRoomFor(int bytes) throws ProtocolViolation {
        if (held + bytes > max) {
            throw new ProtocolViolation(
                    CloseCode.TRY_AGAIN_LATER,
                    "expected memory for this message, but unfinished messages of all peers take " + held + " of "
                            + max + " bytes");
        }
    }

    void changed(int delta) {
        held += delta;
    }
}
