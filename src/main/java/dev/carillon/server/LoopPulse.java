package dev.carillon.server;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Detects a loop that has no time for its tasks. The loop updates it once a second; any thread may read it. */
final class LoopPulse implements Readiness.Part {
    /** Much longer than the longest turn of a busy loop. */
    static final Duration LONGEST = Duration.ofSeconds(5);

    private final int loop;
    private final LongSupplier nanoTime;
    private volatile long lastNanos;

    /** @param nanoTime as {@link System#nanoTime} */
    LoopPulse(int loop, LongSupplier nanoTime) {
        this.loop = loop;
        this.nanoTime = nanoTime;
        beat();
    }

    void beat() {
        lastNanos = nanoTime.getAsLong();
    }

    @Override
    public Optional<String> notReady() {
        Duration silent = Duration.ofNanos(nanoTime.getAsLong() - lastNanos);
        return silent.compareTo(LONGEST) < 0
                ? Optional.empty()
                : Optional.of("loop %d: expected to run its tasks each second, but it has run none for %d s"
                        .formatted(loop, silent.toSeconds()));
    }
}
