package dev.carillon.endpoint;

import dev.carillon.auth.Grant;
import dev.carillon.lane.Connection;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.rate.Limited;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Verifies credentials that a client sends on an open connection. */
public interface Renewal {
    /** The result of a verification. */
    sealed interface Result {}

    /** The credentials are accepted. */
    record Accepted(Grant grant) implements Result {}

    /**
     * The credentials are not accepted, or cannot be verified now.
     *
     * @param message what was expected and what came
     * @param retryAfterMillis the time after which credentials are checked again, if a limit was reached
     */
    record Refused(ErrorCode code, String message, OptionalLong retryAfterMillis) implements Result {
        public Refused(ErrorCode code, String message) {
            this(code, message, OptionalLong.empty());
        }

        public Refused(Limited limited) {
            this(ErrorCode.RATE_LIMITED, limited.messageWithTime(), OptionalLong.of(limited.retryAfterMillis()));
        }
    }

    /**
     * Passes the result for {@code secret} to {@code then}, on the loop of {@code connection}: at once, or later, when
     * the connection may have ended.
     */
    void verify(String secret, Connection connection, Consumer<Result> then);
}
