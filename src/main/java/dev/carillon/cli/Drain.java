package dev.carillon.cli;

import dev.carillon.config.StopSettings;
import dev.carillon.logging.LogField;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Waits until the service has stopped, and logs progress: a line at the start, up to ten later, and one at the end. */
final class Drain {
    private static final Logger LOG = System.getLogger(Drain.class.getName());

    private static final Duration LAST_STEPS = Duration.ofSeconds(10);

    /** The most lines between the first and the last, however long the drain takes. */
    private static final int PROGRESS_LINES = 10;

    private final LongSupplier connections;
    private final Duration longest;
    private final long beganNanos = System.nanoTime();

    private Drain(LongSupplier connections, StopSettings settings) {
        this.connections = connections;
        this.longest = settings.grace().plus(settings.drain()).plus(LAST_STEPS);
    }

    /**
     * Starts the log of a drain. Must be called before the service starts to stop, while all its connections are open.
     *
     * @param connections the number of open connections
     */
    static Drain begin(LongSupplier connections, StopSettings settings) {
        Drain drain = new Drain(connections, settings);
        drain.log(
                "drain begun",
                LogField.of("graceSeconds", seconds(settings.grace())),
                LogField.of("drainSeconds", seconds(settings.drain())));
        return drain;
    }

    /** Waits. Returns whether the service stopped in time. */
    boolean await(Future<?> stopped) throws InterruptedException {
        try {
            awaitEnd(stopped);
            log("drain ended", LogField.of("durationSeconds", seconds(elapsed())));
            return true;
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.ERROR, "did not stop cleanly", LogField.of("reason", e.toString()));
            return false;
        }
    }

    private void awaitEnd(Future<?> stopped) throws InterruptedException, ExecutionException, TimeoutException {
        Duration step = longest.dividedBy(PROGRESS_LINES + 1);
        for (int line = 0; line < PROGRESS_LINES; line++) {
            try {
                stopped.get(step.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException notYet) {
                log("draining", LogField.of("durationSeconds", seconds(elapsed())));
            }
        }
        stopped.get(longest.minus(elapsed()).toMillis(), TimeUnit.MILLISECONDS);
    }

    private void log(String message, LogField... more) {
        Object[] fields = new Object[more.length + 1];
        fields[0] = LogField.of("connections", connections.getAsLong());
        System.arraycopy(more, 0, fields, 1, more.length);
        LOG.log(Level.INFO, message, fields);
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }

    /** Seconds with milliseconds. */
    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }
}
