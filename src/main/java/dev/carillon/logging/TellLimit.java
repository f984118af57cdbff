package dev.carillon.logging;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Lets one of many like events be told in a minute. Not thread-safe. */
public final class TellLimit {
    public static final Duration SILENCE = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private long silentUntil;
    private long untold;
    private boolean told;

    public TellLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** One more event: how many before it were not told where it is to be told itself, and nothing where it is not. */
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
