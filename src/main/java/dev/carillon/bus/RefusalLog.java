package dev.carillon.bus;

import static java.lang.System.Logger.Level.WARNING;

import dev.carillon.logging.OncePerMinute;
import java.util.function.LongSupplier;

/** Logs refused publications in at most one line a minute, with the number of those not logged. Not thread-safe. */
final class RefusalLog {
    private static final System.Logger LOG = System.getLogger(RefusalLog.class.getName());

    private final OncePerMinute limit;

    RefusalLog(LongSupplier nanoTime) {
        this.limit = new OncePerMinute(nanoTime);
    }

    void refused(InvalidPublication invalid) {
        limit.admit()
                .ifPresent(suppressed -> LOG.log(
                        WARNING,
                        "publication refused reason=\"" + invalid.getMessage() + "\" suppressed=" + suppressed));
    }
}
