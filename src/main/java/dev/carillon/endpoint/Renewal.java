package dev.carillon.endpoint;

import dev.carillon.auth.Grant;
import dev.carillon.lane.Connection;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.rate.Limited;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Verifies credentials that a client shows on an open connection. */
public interface Renewal {
    /** What becomes of them. */
    sealed interface Result {}

    /** They are accepted. */
    record Accepted(Grant grant) implements Result {}

    /**
     * They are not, or that cannot be known now.
     *
     * @param message what was expected and what came
     * @param retryAfterMillis after so long credentials are looked at again, where that is known
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
     * Tells {@code then} what becomes of {@code secret}, on the loop of {@code connection}: at once, or later, when the connection
     * may have ended.
     */
    void verify(String secret, Connection connection, Consumer<Result> then);
}
