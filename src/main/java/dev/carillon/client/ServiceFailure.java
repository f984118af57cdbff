package dev.carillon.client;

import dev.carillon.text.CheckedStacklessException;
import java.time.Duration;
import java.util.Optional;

/** Why a service did not do what it was asked to; the message is for the user of a command. */
public final class ServiceFailure extends CheckedStacklessException {
    private static final long serialVersionUID = 1;

    private final boolean temporary;
    private final transient Optional<Duration> retryAfter;

    private ServiceFailure(String message, boolean temporary, Optional<Duration> retryAfter) {
        super(message);
        this.temporary = temporary;
        this.retryAfter = retryAfter;
    }

    /** The same attempt, made again, would fail again. */
    static ServiceFailure lasting(String message) {
        return new ServiceFailure(message, false, Optional.empty());
    }

    /** A later attempt may succeed: the service is away, or has no room. */
    static ServiceFailure temporary(String message) {
        return new ServiceFailure(message, true, Optional.empty());
    }

    ServiceFailure retryAfter(Optional<Duration> pause) {
        return pause.isEmpty() ? this : new ServiceFailure(message(), temporary, pause);
    }

    public boolean isTemporary() {
        return temporary;
    }

    /** When the service permits the next attempt, if it says so. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
