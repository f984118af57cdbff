package dev.carillon.replica;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Detects that a condition lasts, since it may be temporary: a node that is cut off from the others sees a cluster
 * without the log, and sees the log again when it is back.
 */
final class LastingCondition {
    /** The condition counts as uninterrupted if it is observed again within this time. */
    private static final Duration APART = Duration.ofSeconds(5);

    private final LongSupplier nanoTime;
    private final Duration patience;
    private boolean active;
    private long sinceNanos;
    private long lastNanos;

    LastingCondition(LongSupplier nanoTime, Duration patience) {
        this.nanoTime = nanoTime;
        this.patience = patience;
    }

    /** Records that the condition was observed; returns whether it has lasted too long. */
    boolean observed() {
        long now = nanoTime.getAsLong();
        if (!active || now - lastNanos > APART.toNanos()) {
            active = true;
            sinceNanos = now;
        }
        lastNanos = now;
        return now - sinceNanos >= patience.toNanos();
    }

    void end() {
        active = false;
    }

    boolean isActive() {
        return active;
    }
}
