package dev.carillon.logging;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Admits one of many similar events per minute to the log, and counts the others. Not thread-safe. */
public final class OncePerMinute {
    public static final Duration INTERVAL = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private long nextAtNanos;
    private long suppressed;

    /** @param nanoTime as {@link System#nanoTime} */
    public OncePerMinute(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.nextAtNanos = nanoTime.getAsLong();
    }

    /**
     * Decides about one more event.
     *
     * @return if the event is to be logged, the number of events before it that were not; empty if it is not to be logged
     */
    public OptionalLong admit() {
        long now = nanoTime.getAsLong();
        if (now - nextAtNanos < 0) {
            suppressed++;
            return OptionalLong.empty();
        }
        OptionalLong before = OptionalLong.of(suppressed);
        nextAtNanos = now + INTERVAL.toNanos();
        suppressed = 0;
        return before;
    }
}
