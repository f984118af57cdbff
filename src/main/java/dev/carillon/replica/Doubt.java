package dev.carillon.replica;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether something that may pass has lasted. A node that is cut off from the others sees a cluster without the log, and sees
 * the log again when it is back.
 */
final class Doubt {
    /** One sign is a part of the one before it if it comes within so long. */
    private static final Duration APART = Duration.ofSeconds(5);

    private final LongSupplier nanoTime;
    private final Duration patience;
    private boolean rises;
    private long sinceNanos;
    private long lastNanos;

    Doubt(LongSupplier nanoTime, Duration patience) {
        this.nanoTime = nanoTime;
        this.patience = patience;
    }

    /** One more sign; whether there have been signs for too long. */
    boolean lasts() {
        long now = nanoTime.getAsLong();
        if (!rises || now - lastNanos > APART.toNanos()) {
            rises = true;
            sinceNanos = now;
        }
        lastNanos = now;
        return now - sinceNanos >= patience.toNanos();
    }

    void end() {
        rises = false;
    }

    boolean rises() {
        return rises;
    }
}
