package dev.carillon.server;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Whether a loop still has time for its tasks. It beats once a second, on its loop; any thread may ask. */
final class LoopPulse implements Readiness.Part {
    /** Far more than the longest turn of a loop that only has much to do. */
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
