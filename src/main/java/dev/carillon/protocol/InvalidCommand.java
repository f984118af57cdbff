package dev.carillon.protocol;

import dev.carillon.text.CheckedStacklessException;
import java.util.OptionalLong;

/**
 * A message that is not a valid command of carillon.v1. The WebSocket stays open, and the client receives {@link
 * #answer()}.
 */
public final class InvalidCommand extends CheckedStacklessException {
    private static final long serialVersionUID = 1;

    private final transient Event.Failed answer;

    InvalidCommand(OptionalLong id, ErrorCode code, String message) {
        super(message);
        this.answer = new Event.Failed(id, code, message);
    }

    /** The answer, with the command's id if that could be read. */
    public Event.Failed answer() {
        return answer;
    }
}
