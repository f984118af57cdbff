package dev.carillon.client;

import dev.carillon.text.CheckedStacklessException;
import java.time.Duration;
import java.util.Optional;

/** Why a service did not do what a command requested; the message is for the user of the command. */
public final class ServiceFailure extends CheckedStacklessException {
    private static final long serialVersionUID = 1;

    private final boolean temporary;
    private final transient Optional<Duration> retryAfter;

    private ServiceFailure(String message, boolean temporary, Optional<Duration> retryAfter) {
        super(message);
        this.temporary = temporary;
        this.retryAfter = retryAfter;
    }

    /** A failure that the same request would meet again. */
    static ServiceFailure lasting(String message) {
        return new ServiceFailure(message, false, Optional.empty());
    }

    /** A failure that a later attempt may not meet: the service is down or overloaded. */
    static ServiceFailure temporary(String message) {
        return new ServiceFailure(message, true, Optional.empty());
    }

    ServiceFailure retryAfter(Optional<Duration> pause) {
        return pause.isEmpty() ? this : new ServiceFailure(message(), temporary, pause);
    }

    public boolean isTemporary() {
        return temporary;
    }

    /** The pause that the service demands before the next attempt, if it does. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
