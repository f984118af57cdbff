package dev.carillon.logging;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Limits the reports of similar events to one in a minute. Not thread-safe. */
public final class TellLimit {
    public static final Duration SILENCE = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private long silentUntil;
    private long untold;
    private boolean told;

    public TellLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Counts an event. Returns the number of events that were not reported before it, or empty if it must not be
     * reported.
     */
    public OptionalLong next() {
        long now = nanoTime.getAsLong();
        if (told && now - silentUntil < 0) {
            untold++;
            return OptionalLong.empty();
        }
        OptionalLong before = OptionalLong.of(untold);
        told = true;
        silentUntil = now + SILENCE.toNanos();
        untold = 0;
        return before;
    }
}
