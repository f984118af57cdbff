package dev.carillon.frame;

import dev.carillon.text.CheckedStacklessException;
import java.io.Serial;

/**
 * The peer violated the protocol. The connection must be failed with {@link #closeCode()} (RFC 6455, 7.1.7).
 *
 * <p>The message says what was expected and what came, and may be shown to the peer.
 */
public final class ProtocolViolation extends CheckedStacklessException {

    @Serial
    private static final long serialVersionUID = 1;

    private final int closeCode;

    ProtocolViolation(int closeCode, String message) {
        super(message);
        this.closeCode = closeCode;
    }

    /** 1002, 1007 or 1009, or 1013 if the memory for unfinished messages is used up. */
    public int closeCode() {
        return closeCode;
    }
}
