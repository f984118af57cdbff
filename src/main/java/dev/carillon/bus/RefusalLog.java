package dev.carillon.bus;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Tells of refused publications in at most one line a minute, with the number of those not told. Not thread-safe. */
final class RefusalLog {
    static final Duration SILENCE = Duration.ofMinutes(1);

    private static final System.Logger LOG = System.getLogger(RefusalLog.class.getName());

    private final LongSupplier nanoTime;
    private long silentUntil;
    private long untold;
    private boolean told;

    RefusalLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void refused(InvalidPublication invalid) {
        long now = nanoTime.getAsLong();
        if (told && now - silentUntil < 0) {
            untold++;
            return;
        }
        LOG.log(WARNING, "publication refused reason=\"" + invalid.getMessage() + "\" untold=" + untold);
        told = true;
        silentUntil = now + SILENCE.toNanos();
        untold = 0;
    }
}
